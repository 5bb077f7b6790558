"""Health checks come by a container's own address, which is no name that is served, and need nothing else."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from poseidon.web.health.views import live, ready

PROBED: Final = frozenset(("/live", "/ready", "/metrics"))
_AT_ONCE: Final = {"/live": live, "/ready": ready}
"""Answered before anything that may fail: whoever cannot read the list of tenants can say so."""


class ProbedHostMiddleware:
    """Answers these paths whatever `Host` says; none of them makes an address of it. Elsewhere
    `ALLOWED_HOSTS` decides, as ever."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers as if the first name that is served had been asked."""
        if request.path in PROBED and settings.ALLOWED_HOSTS:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
        view = _AT_ONCE.get(request.path)
        return view(request) if view is not None else self.get_response(request)
