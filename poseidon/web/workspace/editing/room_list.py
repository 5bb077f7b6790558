"""The rooms of a conference."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from poseidon.domain.conferences.selectors import conference_with_code
from poseidon.domain.program.selectors import rooms_of
from poseidon.web.access import members_only


@require_safe
@members_only()
def rooms(request: HttpRequest, code: str) -> HttpResponse:
    """All rooms in their order, with the number of their sessions."""
    conference = conference_with_code(code)
    if conference is None:
        raise Http404
    context = {"section": "conferences", "conference": conference, "rooms": rooms_of(conference.code)}
    return render(request, "workspace/rooms.html", context)
