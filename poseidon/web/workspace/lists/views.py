"""A list, and its rows as a file."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_safe

from poseidon.commons.row_counts import counted
from poseidon.domain.exports.formats import FORMATS, written
from poseidon.domain.exports.streaming import stream
from poseidon.domain.exports.texts import Sheet
from poseidon.domain.listings.answers import questions_about
from poseidon.domain.listings.columns import Column
from poseidon.domain.listings.table import Asked
from poseidon.web.access import at_least, members_only
from poseidon.web.listing import asked, stretch_of
from poseidon.web.workspace.lists.columns import chosen_columns, headings_of, lines_of, zone_for
from poseidon.web.workspace.lists.filters import asked_of, fields_of
from poseidon.web.workspace.lists.page import ListPage

SETTINGS: Final = ("sort", "columns")
"""What an address says beside the filters and the place."""


@require_safe
@members_only()
def index(request: HttpRequest, page: ListPage) -> HttpResponse:
    """The rows that match what was asked, a stretch at a time."""
    questions = questions_about(page.table.entity)
    filters, every = page.filters_for(request, questions), page.table.every_column(questions)
    wanted = asked_of(request, filters)
    sheet = Sheet(chosen_columns(request, page, every), zone_for(wanted))
    sort = page.table.sort_of(asked(request, "sort"))
    sought = page.table.seek(wanted)
    rows, count = counted(sought.rows, filtered=bool(wanted))
    stretch = stretch_of(request, page.table.ordered(rows, sort), f"{page.name}:{sort}")
    context = {
        "section": page.name,
        "list": page,
        "asked": wanted,
        "q": wanted.get("q", ""),
        "fields": (fields := fields_of(filters, wanted)),
        "opened": any(field.value for field in fields if not field.first),
        "count": count,
        "reach": sought.reach,
        "stretch": stretch,
        "headings": headings_of(page, sheet, sort),
        "lines": lines_of(page, every, stretch.keys, sheet),
        "actions": list(page.actions()) if at_least(request, "editor") else [],
        **_settings(request, page, every, sheet.columns, sort),
    }
    return render(request, "workspace/list.html", context)


def _settings(
    request: HttpRequest, page: ListPage, every: Sequence[Column], shown: Sequence[Column], sort: str
) -> dict[str, Any]:
    """What the choosers of columns, order and format need."""
    return {
        "columns": [(column, column in shown) for column in every],
        "sort": sort,
        "orders": [column for column in page.table.columns if column.sort],
        "formats": FORMATS.values(),
        "kept": [(name, text) for name in SETTINGS for text in request.GET.getlist(name) if text],
        "export_address": page.address("export"),
        "bulk_address": page.address("bulk"),
    }


@require_GET
@members_only()
def export(request: HttpRequest, page: ListPage) -> StreamingHttpResponse:
    """All rows that match what was asked, in the list's order, with the list's columns; 404 for a format
    that there is none of."""
    kind = FORMATS.get(asked(request, "format"))
    if kind is None:
        raise Http404
    questions = questions_about(page.table.entity)
    wanted = asked_of(request, page.filters_for(request, questions))
    sheet = Sheet(chosen_columns(request, page, page.table.every_column(questions)), zone_for(wanted))
    ordered = page.table.ordered(page.table.rows(wanted), asked(request, "sort"))
    batches = stream(page.table, ordered, sheet.columns)
    pieces = written(kind.ending, sheet, batches, str(page.table.label))
    response = StreamingHttpResponse(pieces, content_type=kind.content_type)
    name = _file_name(request, page, wanted)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind.ending}")
    return response


def _file_name(request: HttpRequest, page: ListPage, wanted: Asked) -> str:
    """As `people-TESTCLIENT-38C3-2024-12-27`."""
    tenant = str(getattr(request, "tenant", ""))
    today = timezone.now().date().isoformat()
    return "-".join(filter(None, (page.name, tenant, wanted.get("conference", ""), today)))
