"""Whether this process answers."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process serves requests; asks no database, so that a dead one restarts nothing."""
    return HttpResponse("ok", content_type="text/plain")
