"""Which columns a list shows, in which order its rows stand, and how a cell is written."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from django.http import HttpRequest

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import code_key, conference_with_code, conferences_by_code
from poseidon.domain.exports.texts import Sheet, headings, local
from poseidon.domain.listings.columns import Column, Kind
from poseidon.domain.listings.reading import read_batch
from poseidon.domain.listings.table import Asked, chosen
from poseidon.web.workspace.lists.page import ListPage, Title, Values

NAMES_SHOWN: Final = 3
SHOWN_AS: Final = {"status": "status", "conference": "conference", "amount": "amount", "paid": "paid"}
"""Columns that are shown otherwise than their kind is, by name."""


class Heading(NamedTuple):
    """A column's head: `sort` is what the address says to sort by it, `direction` how it is sorted now."""

    column: Column
    label: str
    sort: str
    direction: str
    number: bool


class Cell(NamedTuple):
    """`shown` chooses the template's way; `more` is how many names are left out."""

    label: str
    shown: str
    value: Any
    more: int = 0
    conference: PlanionContainer | None = None


class Line(NamedTuple):
    """A row as the list shows it."""

    key: Any
    title: Title
    lead: str
    cells: list[Cell]
    values: Values


def chosen_columns(request: HttpRequest, page: ListPage, columns: Sequence[Column]) -> list[Column]:
    """Those that the address names, the leading one in any case; else the usual ones."""
    names = [name for text in request.GET.getlist("columns") for name in (text, *text.split(","))]
    wanted = chosen(columns, names) or chosen(columns, page.table.default)
    lead = chosen(columns, [page.lead])
    return [*lead, *(column for column in wanted if column.name != page.lead)]


def zone_for(asked: Asked) -> datetime.tzinfo:
    """The time zone of the conference that was asked for, else UTC."""
    conference = conference_with_code(asked["conference"]) if asked.get("conference") else None
    return conference.tzinfo if conference else datetime.UTC


def headings_of(page: ListPage, sheet: Sheet, sort: str) -> list[Heading]:
    """The heads of the columns."""
    return [
        _heading(column, label, page.table.sort_of(sort))
        for column, label in zip(sheet.columns, headings(sheet), strict=True)
    ]


def _heading(column: Column, label: str, sort: str) -> Heading:
    here = sort.removeprefix("-") == column.name
    down = sort.startswith("-")
    direction = ("descending" if down else "ascending") if here else ""
    name = f"-{column.name}" if here and not down else column.name
    return Heading(column, label, name if column.sort else "", direction, column.kind is Kind.NUMBER)


def lines_of(page: ListPage, every: Sequence[Column], keys: Sequence[Any], sheet: Sheet) -> list[Line]:
    """The rows of these keys; one query, those of the columns' sources, and one for their conferences."""
    hidden = [c for c in chosen(every, page.needs) if c not in sheet.columns]
    columns = [*sheet.columns, *hidden]
    batch = read_batch(page.table.model.objects.all(), keys, columns)
    names = [column.name for column in columns]
    rows = [dict(zip(names, values, strict=True)) for values in zip(*batch.values, strict=True)]
    conferences = conferences_by_code(row["conference"] for row in rows) if "conference" in names else {}
    labels = headings(sheet)
    return [
        _line(page, key, row, list(zip(sheet.columns, labels, strict=True)), sheet.zone, conferences)
        for key, row in zip(batch.keys, rows, strict=True)
    ]


def _line(
    page: ListPage,
    key: Any,
    values: Values,
    columns: Iterable[tuple[Column, str]],
    zone: datetime.tzinfo,
    conferences: dict[str, PlanionContainer],
) -> Line:
    conference = conferences.get(code_key(values.get("conference")))
    cells = [
        _cell(column, label, values[column.name], zone, conference)
        for column, label in columns
        if column.name != page.lead
    ]
    return Line(key, page.title(values, conferences), page.lead, cells, values)


def _cell(
    column: Column, label: str, value: Any, zone: datetime.tzinfo, conference: PlanionContainer | None
) -> Cell:
    shown = SHOWN_AS.get(column.name, column.kind.value)
    if column.kind is Kind.MOMENT:
        return Cell(label, shown, local(value, zone))
    if column.kind is Kind.NAMES:
        return Cell(label, shown, ", ".join(value[:NAMES_SHOWN]), max(0, len(value) - NAMES_SHOWN))
    return Cell(label, shown, value, conference=conference if shown == "conference" else None)
