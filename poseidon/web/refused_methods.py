"""A page for 405, for which Django has none: browsers would show nothing at all."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

_NOT_ALLOWED: Final = 405


class RefusedMethodMiddleware:
    """Fills the empty body of a 405 for whoever takes HTML; others may have said something themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers as the view did, `Allow` included."""
        response = self.get_response(request)
        if response.status_code != _NOT_ALLOWED or not isinstance(response, HttpResponse):
            return response
        if not response.content and request.accepts("text/html"):
            response.content = render_to_string("405.html", request=request)
        return response
