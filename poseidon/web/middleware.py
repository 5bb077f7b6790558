"""Who is behind a request, for the history of what it changes."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from poseidon.commons.request_ids import HEADER, request_id_from
from poseidon.domain.changes.actor import Actor, Source, acting

_SOURCES: Final = {"admin": Source.ADMIN, "api": Source.API}


class ActorMiddleware:
    """Stands behind Django's authentication. Changes carry the request's id (`RequestLogMiddleware`; without
    it, one is found here); the person is only looked up when a change is recorded."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers with the request's person as the actor."""
        known: str | None = getattr(request, "request_id", None)
        request_id = known or request_id_from(request.headers.get(HEADER, ""))
        with acting(lambda: actor_of(request, request_id)):
            response = self.get_response(request)
        response[HEADER] = request_id
        return response


def actor_of(request: HttpRequest, request_id: str) -> Actor:
    """The signed-in person by their full name, else by the name they sign in with; "visitor" for nobody."""
    first = request.path_info.lstrip("/").partition("/")[0]
    source, user = _SOURCES.get(first, Source.PAGE), request.user
    if not user.is_authenticated:
        return Actor("visitor", source, request_id=request_id)
    return Actor(user.get_full_name() or user.get_username(), source, user.pk, request_id)
