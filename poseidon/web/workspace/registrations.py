"""Registrations: the list."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import code_key, conference_choices, conferences_by_code
from poseidon.domain.people.models import People
from poseidon.domain.people.selectors import people_by_pid
from poseidon.domain.registrations.models import Registration
from poseidon.domain.registrations.selectors import search_registrations
from poseidon.web.access import members_only
from poseidon.web.listing import asked, page_of


class Line(NamedTuple):
    """A registration as the list shows it; person and conference are None where they are gone."""

    registration: Registration
    person: People | None
    conference: PlanionContainer | None


@require_safe
@members_only()
def index(request: HttpRequest) -> HttpResponse:
    """All registrations, newest first, or those of one conference."""
    words, conference = asked(request, "q"), asked(request, "conference")
    page = page_of(request, search_registrations(words, conference=conference))
    context = {
        "section": "registrations",
        "page": page,
        "lines": _lines(page.object_list),
        "q": words,
        "conference": conference,
        "conferences": conference_choices(),
    }
    return render(request, "workspace/registrations.html", context)


def _lines(registrations: Any) -> list[Line]:
    people = people_by_pid(row.pid for row in registrations)
    conferences = conferences_by_code(row.conference_code for row in registrations)
    return [
        Line(row, people.get(row.pid), conferences.get(code_key(row.conference_code)))
        for row in registrations
    ]
