"""Counts requests by the route that answered, and measures how long they take."""

import time
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from poseidon.web.metrics.engine import carrier
from poseidon.web.metrics.instruments import DURATIONS, REQUESTS

NO_ROUTE: Final = "-"
"""Of what no route answered: unknown addresses, redirects to the right name, static files."""
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class MetricsMiddleware:
    """Stands before all that may answer. A request is counted when its answer was sent, streamed or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """As what is behind it answers."""
        started = time.perf_counter()
        carrier.keep_carrying()
        try:
            response: Any = self.get_response(request)
        except Exception:  # the page of a failure failed: the server answers
            _count(request, 500, started)
            raise
        response._resource_closers.append(lambda: _count(request, response.status_code, started))
        return response  # type: ignore[no-any-return]


def _count(request: HttpRequest, status: int, started: float) -> None:
    route = route_of(request)
    REQUESTS.labels(route, method_of(request), status).inc()
    DURATIONS.labels(route).observe(time.perf_counter() - started)


def route_of(request: HttpRequest) -> str:
    """The name of the route that answered, of which there are as many as are written down."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name if match is not None else "") or NO_ROUTE


def method_of(request: HttpRequest) -> str:
    """The method; `other` for what visitors make up."""
    return request.method if request.method in _METHODS else "other"
