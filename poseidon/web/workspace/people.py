"""One person with all that they do."""

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from poseidon.domain.abstracts.selectors import contributions_of
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import code_key, conferences_by_code
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.custom_fields.selectors import answers_of
from poseidon.domain.people.selectors import person_with_pid
from poseidon.domain.program.models import SessionPerson
from poseidon.domain.program.selectors import day_of, roles_of
from poseidon.domain.registrations.selectors import registrations_of
from poseidon.web.access import members_only
from poseidon.web.formats import day_name
from poseidon.web.workspace.history import history_of


class Appearance(NamedTuple):
    """A role in a session, with the conference it belongs to and the day's name in its address."""

    role: SessionPerson
    conference: PlanionContainer | None
    day: str


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
