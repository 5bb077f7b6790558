"""People: the list, and one person with all that they do."""

from typing import Any, NamedTuple

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from poseidon.domain.abstracts.selectors import abstract_counts, contributions_of, pids_of_authors
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import code_key, conference_choices, conferences_by_code
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.custom_fields.selectors import answers_of
from poseidon.domain.people.models import People
from poseidon.domain.people.selectors import person_with_pid, search_people
from poseidon.domain.program.models import SessionPerson
from poseidon.domain.program.selectors import day_of, pids_in_programme, role_counts, roles_of
from poseidon.domain.registrations.selectors import pids_registered, registrations_of
from poseidon.web.access import members_only
from poseidon.web.formats import day_name
from poseidon.web.listing import asked, page_of
from poseidon.web.workspace.history import history_of


class Line(NamedTuple):
    """A person as the list shows them."""

    person: People
    sessions: int
    abstracts: int


class Appearance(NamedTuple):
    """A role in a session, with the conference it belongs to and the day's name in its address."""

    role: SessionPerson
    conference: PlanionContainer | None
    day: str


@require_safe
@members_only()
def index(request: HttpRequest) -> HttpResponse:
    """All people by name, or those who have to do with one conference."""
    words, conference = asked(request, "q"), asked(request, "conference")
    found = search_people(words)
    if conference:
        involved = (pids_in_programme(conference), pids_of_authors(conference), pids_registered(conference))
        found = found.filter(Q(pid__in=involved[0]) | Q(pid__in=involved[1]) | Q(pid__in=involved[2]))
    page = page_of(request, found.defer("biography"))
    context = {
        "section": "people",
        "page": page,
        "lines": _lines(page.object_list),
        "q": words,
        "conference": conference,
        "conferences": conference_choices(),
    }
    return render(request, "workspace/people.html", context)


def _lines(people: Any) -> list[Line]:
    pids = [person.pid for person in people]
    sessions, abstracts = role_counts(pids), abstract_counts(pids)
    return [Line(person, sessions.get(person.pid, 0), abstracts.get(person.pid, 0)) for person in people]


@require_safe
@members_only()
def detail(request: HttpRequest, pid: int) -> HttpResponse:
    """One person: roles and times, abstracts and places among the authors, registrations, custom fields."""
    person = person_with_pid(pid)
    if person is None:
        raise Http404
    roles, contributions, registrations = roles_of(pid), contributions_of(pid), registrations_of(pid)
    conferences = conferences_by_code(
        [
            *(role.session.conference_code for role in roles),
            *(contribution.abstract.conference_code for contribution in contributions),
            *(registration.conference_code for registration in registrations),
        ]
    )
    context = {
        "section": "people",
        "person": person,
        "appearances": [_appearance(role, conferences) for role in roles],
        "contributions": [
            (each, conferences.get(code_key(each.abstract.conference_code))) for each in contributions
        ],
        "registrations": [(each, conferences.get(code_key(each.conference_code))) for each in registrations],
        "answers": answers_of(CstmFlds.Entity.PERSON, str(pid)),
        "history": history_of(person),
    }
    return render(request, "workspace/person.html", context)


def _appearance(role: SessionPerson, conferences: dict[str, PlanionContainer]) -> Appearance:
    conference = conferences.get(code_key(role.session.conference_code))
    date = day_of(role.session, conference.tzinfo) if conference else role.session.day
    return Appearance(role, conference, day_name(date))
