"""Health checks come by a container's own address, which is no name that is served."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PROBED: Final = frozenset(("/live", "/ready", "/metrics"))


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
        return self.get_response(request)
