"""History: who changed what, of the whole tenant and of one row."""

import datetime as dt
from typing import Final

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from poseidon.domain.changes.models import ACTOR_LENGTH, ChangeRecord
from poseidon.domain.changes.paging import Place, page_of_changes
from poseidon.domain.changes.selectors import Asked, actor_names, changes, changes_of
from poseidon.domain.conferences.selectors import conference_choices
from poseidon.domain.exports.formats import FORMATS, written
from poseidon.domain.exports.texts import Sheet
from poseidon.web.access import members_only
from poseidon.web.history import Told, kinds, told
from poseidon.web.listing import asked
from poseidon.web.workspace.history_export import COLUMNS, batches

PAGES: Final = {
    "People": "workspace:person",
    "PlanionContainer": "workspace:conference",
    "Abstract": "workspace:abstract",
}
SHOWN_OF_A_ROW: Final = 20


@require_safe
@members_only()
def index(request: HttpRequest) -> HttpResponse:
    """The tenant's changes, newest first, by kind of row, person, source, conference and day."""
    wanted = asked_changes(request)
    page = page_of_changes(
        changes(wanted),
        older_than=Place.parse(asked(request, "before")),
        newer_than=Place.parse(asked(request, "after")),
    )
    context = {
        "section": "history",
        "asked": wanted,
        "page": page,
        "changes": [(change, _address(change.record)) for change in told(page.records)],
        "kinds": kinds(),
        "actors": actor_names(),
        "sources": ChangeRecord.Source.choices,
        "conferences": conference_choices(),
        "filtered": wanted != Asked(),
        "formats": FORMATS.values(),
    }
    return render(request, "workspace/history.html", context)


@require_GET
@members_only()
def export(request: HttpRequest) -> StreamingHttpResponse:
    """All changes that were asked for, as a file; 404 for a format that there is none of."""
    kind = FORMATS.get(asked(request, "format"))
    if kind is None:
        raise Http404
    wanted = asked_changes(request)
    pieces = written(kind.ending, Sheet(COLUMNS, dt.UTC), batches(wanted), _("History"))
    response = StreamingHttpResponse(pieces, content_type=kind.content_type)
    tenant, today = str(getattr(request, "tenant", "")), timezone.now().date().isoformat()
    name = "-".join(filter(None, ("history", tenant, wanted.conference, today)))
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind.ending}")
    return response


def asked_changes(request: HttpRequest) -> Asked:
    """What the query string asks for; a day that is none counts as not given."""
    return Asked(
        entity=asked(request, "entity"),
        actor=request.GET.get("actor", "").replace("\0", "")[:ACTOR_LENGTH],  # its blanks are its own
        source=asked(request, "source"),
        conference=asked(request, "conference"),
        first_day=_day(asked(request, "from")),
        last_day=_day(asked(request, "to")),
    )


def history_of(row: models.Model) -> list[Told]:
    """The latest changes of one row, for `workspace/parts/history.html`; one query."""
    return told(changes_of(row)[:SHOWN_OF_A_ROW])


def _address(record: ChangeRecord) -> str:
    """Where the row is shown: on its own page, else among the data; empty where it is gone."""
    if record.action == ChangeRecord.Action.DELETE:
        return ""
    route = PAGES.get(record.entity, f"admin:poseidon_{record.entity.lower()}_change")
    try:
        return reverse(route, args=[record.row_key])
    except NoReverseMatch:  # a key that makes no address, or a kind of row that is no longer there
        return ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
