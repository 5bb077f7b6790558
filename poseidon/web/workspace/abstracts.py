"""Abstracts: the list, and one abstract with its authors."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from poseidon.domain.abstracts.models import Abstract
from poseidon.domain.abstracts.selectors import (
    Author,
    abstract_with_id,
    authors_of,
    search_abstracts,
    statuses,
)
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import code_key, conference_choices, conferences_by_code
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.custom_fields.selectors import answers_of
from poseidon.domain.people.selectors import people_by_pid
from poseidon.domain.program.selectors import day_of, sessions_of_abstract
from poseidon.web.access import members_only
from poseidon.web.formats import day_name
from poseidon.web.listing import asked, page_of
from poseidon.web.workspace.history import history_of

NAMED_AUTHORS = 3


class Line(NamedTuple):
    """An abstract as the list shows it: its first authors, how many more, and its conference."""

    abstract: Abstract
    authors: list[Author]
    more: int
    conference: PlanionContainer | None


@require_safe
@members_only()
def index(request: HttpRequest) -> HttpResponse:
    """All abstracts by conference, or those of one conference or status."""
    words, conference, status = (asked(request, name) for name in ("q", "conference", "status"))
    found = search_abstracts(words, conference=conference, status=status)
    page = page_of(request, found.defer("body"))
    context = {
        "section": "abstracts",
        "page": page,
        "lines": _lines(page.object_list),
        "q": words,
        "conference": conference,
        "conferences": conference_choices(),
        "status": status,
        "statuses": statuses(),
    }
    return render(request, "workspace/abstracts.html", context)


def _lines(abstracts: Any) -> list[Line]:
    authors = authors_of(abstract.id for abstract in abstracts)
    conferences = conferences_by_code(abstract.conference_code for abstract in abstracts)
    lines = []
    for abstract in abstracts:
        own = authors.get(abstract.id, [])
        conference = conferences.get(code_key(abstract.conference_code))
        lines.append(Line(abstract, own[:NAMED_AUTHORS], max(0, len(own) - NAMED_AUTHORS), conference))
    return lines


@require_safe
@members_only()
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One abstract: its authors in print order, where it is presented, its text and custom fields."""
    abstract = abstract_with_id(number)
    if abstract is None:
        raise Http404
    conference = conferences_by_code([abstract.conference_code]).get(code_key(abstract.conference_code))
    zone = conference.tzinfo if conference else None
    sessions = [
        (session, day_name(day_of(session, zone) if zone else session.day))
        for session in sessions_of_abstract(abstract.id)
    ]
    context = {
        "section": "abstracts",
        "abstract": abstract,
        "conference": conference,
        "authors": authors_of([abstract.id]).get(abstract.id, []),
        "presenter": next(iter(people_by_pid([abstract.presenter_pid]).values()), None),
        "sessions": sessions,
        "answers": answers_of(CstmFlds.Entity.ABSTRACT, str(abstract.id)),
        "history": history_of(abstract),
    }
    return render(request, "workspace/abstract.html", context)
