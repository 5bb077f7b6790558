"""`/metrics`: for who knows the token."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from poseidon.commons.config import pconfig
from poseidon.web.metrics.showing import figures

TOKEN: Final = "METRICS_TOKEN"  # noqa: S105 - a parameter's name
_BEARER: Final = "Bearer "


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures; 404 without `Authorization: Bearer` and the parameter METRICS_TOKEN, or if it is unset."""
    if not _knows_the_token(request):
        raise Http404
    return HttpResponse(figures(), content_type=CONTENT_TYPE_LATEST)


def _knows_the_token(request: HttpRequest) -> bool:
    told = request.headers.get("Authorization", "")
    if not told.startswith(_BEARER):  # nobody's visits cost a look at the parameter store
        return False
    token = pconfig.get_param(TOKEN, default="")
    return bool(token) and constant_time_compare(told.removeprefix(_BEARER), token)
