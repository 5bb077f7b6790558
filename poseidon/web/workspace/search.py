"""The search from anywhere: one page of what was found, by kind."""

from collections.abc import Mapping
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import code_key
from poseidon.domain.program.models import Session
from poseidon.domain.program.selectors import day_of
from poseidon.domain.search.found import Found
from poseidon.domain.search.selectors import Results, search_everything
from poseidon.web.access import members_only
from poseidon.web.addresses import with_query
from poseidon.web.formats import day_name
from poseidon.web.listing import asked


class Group(NamedTuple):
    """What was found of one kind; `every` is the address of its own list, which goes on searching."""

    kind: str
    title: Promise
    found: Found
    every: str


class SessionLine(NamedTuple):
    """A session with its conference, and the day's name in its address."""

    session: Session
    conference: PlanionContainer | None
    day: str


@require_safe
@members_only()
def search(request: HttpRequest) -> HttpResponse:
    """Conferences, people, sessions and abstracts; `?all=1` looks through whole tables."""
    words, thorough = asked(request, "q"), request.GET.get("all") == "1"
    groups = _groups(search_everything(words, thorough=thorough), words)
    context = {
        "section": "search",
        "q": words,
        "thorough": thorough,
        "groups": [group for group in groups if group.found.rows],
        "partly": [group for group in groups if group.found.newest],
    }
    return render(request, "workspace/search.html", context)


def _groups(results: Results, words: str) -> list[Group]:
    sessions = [_line(session, results.by_code) for session in results.sessions.rows]
    abstracts = [(row, results.by_code.get(code_key(row.conference_code))) for row in results.abstracts.rows]
    found = (
        ("conferences", _("Conferences"), results.conferences),
        ("people", _("People"), results.people),
        ("sessions", _("Sessions"), results.sessions._replace(rows=sessions)),
        ("abstracts", _("Abstracts"), results.abstracts._replace(rows=abstracts)),
    )
    return [Group(*each, with_query(f"workspace:{each[0]}", q=words)) for each in found]


def _line(session: Session, conferences: Mapping[str, PlanionContainer]) -> SessionLine:
    conference = conferences.get(code_key(session.conference_code))
    day = day_of(session, conference.tzinfo) if conference else session.day
    return SessionLine(session, conference, day_name(day))
