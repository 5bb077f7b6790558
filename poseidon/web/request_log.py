"""Gives each request its id, and one line in the log when all of it was sent."""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from poseidon.commons.logs.paths import safe_path
from poseidon.commons.request_ids import HEADER, current_request_id, request_id_from

logger = logging.getLogger("poseidon.requests")

_META: Final = "HTTP_" + HEADER.upper().replace("-", "_")  # `request.headers` would read all of them
_QUIET: Final = frozenset(("/live", "/ready", "/metrics"))
"""Asked every few seconds by machines: told at DEBUG as long as all is well."""


class RequestLogMiddleware:
    """Comes first, so that what others refuse or redirect is told too. The id is the proxy's `X-Request-ID`
    if it is well-formed; it goes back with the answer, and stands in every log line written meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers; the line is written when the server closes the response, after a streamed body."""
        started = time.perf_counter()
        request_id = request_id_from(request.META.get(_META, ""))
        request.request_id = request_id  # type: ignore[attr-defined]
        current_request_id.set(request_id)
        try:
            response = self.get_response(request)
        except Exception:  # the page of a failure failed: the server answers
            _end(request, 500, started)
            raise
        response[HEADER] = request_id
        closers: list[Callable[[], object]] = response._resource_closers  # type: ignore[attr-defined]
        closers.append(lambda: _end(request, response.status_code, started))
        return response


def _end(request: HttpRequest, status: int, started: float) -> None:
    try:
        level = _level(request, status)
        if logger.isEnabledFor(level):
            logger.log(level, "request", extra=_told(request, status, started))
    finally:
        current_request_id.set("")


def _level(request: HttpRequest, status: int) -> int:
    if status >= 500:
        return logging.ERROR
    return logging.DEBUG if status < 400 and request.path in _QUIET else logging.INFO


def _told(request: HttpRequest, status: int, started: float) -> dict[str, Any]:
    user = vars(request).get("user")
    if isinstance(user, SimpleLazyObject):  # looked at only if somebody has asked the database for it
        user = getattr(request, "_cached_user", None)
    return {
        "tenant": getattr(request, "tenant", None) or "-",
        "request_id": request.request_id,  # type: ignore[attr-defined]
        "method": request.method,
        "path": safe_path(request),
        "status": status,
        "duration_ms": round((time.perf_counter() - started) * 1000, 1),
        "user": getattr(user, "pk", None),
    }
