"""What wants attention in a conference: one table a kind, every row with a link to where it is mended."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from poseidon.domain.abstracts.selectors import authors_of
from poseidon.domain.overview.attention import attention_of
from poseidon.domain.people.selectors import people_by_pid
from poseidon.domain.program.attention import PersonClash
from poseidon.domain.program.programme import programme_of
from poseidon.domain.program.selectors import day_of
from poseidon.web.access import members_only
from poseidon.web.formats import day_name
from poseidon.web.listing import asked, page_of
from poseidon.web.workspace.attention_kinds import concerns, kind_asked
from poseidon.web.workspace.conferences import conference_or_404


@require_safe
@members_only()
def attention(request: HttpRequest, code: str) -> HttpResponse:
    """The rows of one kind, page by page, and how many there are of every other."""
    conference = conference_or_404(code)
    attention = attention_of(conference, programme_of(conference))
    every = concerns(attention, code)
    concern = kind_asked(asked(request, "kind"), every)
    page = page_of(request, getattr(attention, concern.kind.field))
    context = {
        "section": "conferences",
        "part": "attention",
        "code": code,
        "conference": conference,
        "concerns": every,
        "concern": concern,
        "page": page,
        "rows": READY[concern.kind.looks](page.object_list, conference.tzinfo),
        "looks": f"workspace/attention/{concern.kind.looks}.html",
    }
    return render(request, "workspace/attention.html", context)


def _clashes(rows: Any, zone: Any) -> list[dict[str, Any]]:
    people = people_by_pid(row.pid for row in rows if isinstance(row, PersonClash))
    return [
        {
            "row": row,
            "pid": getattr(row, "pid", None),
            "person": people.get(getattr(row, "pid", 0)),
            "sessions": _with_days((row.first, row.second), zone),
            "from": row.second.start,
            "until": min(row.first.end, row.second.end),
        }
        for row in rows
    ]


def _with_days(rows: Any, zone: Any) -> list[tuple[Any, str]]:
    return [(session, day_name(day_of(session, zone))) for session in rows]


def _abstracts(rows: Any, zone: Any) -> list[tuple[Any, Any]]:
    authors = authors_of(abstract.id for abstract in rows)
    return [(abstract, authors.get(abstract.id, [])) for abstract in rows]


def _registrations(rows: Any, zone: Any) -> list[tuple[Any, Any]]:
    people = people_by_pid(row.pid for row in rows)
    return [(row, people.get(row.pid)) for row in rows]


READY: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "clashes": _clashes,
    "sessions": _with_days,
    "abstracts": _abstracts,
    "people": lambda rows, _zone: rows,
    "registrations": _registrations,
}
"""What the table of each look needs besides the rows of the page; at most two queries."""
