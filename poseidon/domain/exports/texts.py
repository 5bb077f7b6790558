"""Values as texts and headings, the same in CSV and XLSX."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext

from poseidon.domain.listings.columns import Column, Kind


class Sheet(NamedTuple):
    """What is exported: the columns, and the time zone in which moments are told."""

    columns: Sequence[Column]
    zone: datetime.tzinfo


def headings(sheet: Sheet) -> list[str]:
    """The columns' labels; those of moments say the time zone."""
    return [
        f"{column.label} ({sheet.zone})" if column.kind is Kind.MOMENT else str(column.label)
        for column in sheet.columns
    ]


def texts_of(column: Column, values: list[Any], zone: datetime.tzinfo) -> list[Any]:
    """A column's values as text; numbers as they are, None as None."""
    if column.kind in (Kind.TEXT, Kind.BODY, Kind.NUMBER, Kind.FIGURE):
        return values
    return _as_texts(column.kind, zone)(values)


def _as_texts(kind: Kind, zone: datetime.tzinfo) -> Callable[[list[Any]], list[Any]]:
    if kind is Kind.FLAG:
        words = {True: gettext("yes"), False: gettext("no")}
        return lambda values: [None if value is None else words[bool(value)] for value in values]
    if kind is Kind.MOMENT:
        if zone is datetime.UTC:  # as they come: `2024-12-27 10:00:00+00:00` without the end
            return lambda values: [value and str(value)[:19] for value in values]
        return lambda values: [value and str(local(value, zone)) for value in values]
    if kind is Kind.NAMES:
        return lambda values: ["; ".join(value) if value else None for value in values]
    return lambda values: [value and value.isoformat() for value in values]


def local(moment: datetime.datetime | None, zone: datetime.tzinfo) -> datetime.datetime | None:
    """`moment` by the clock of `zone`, without the zone; one that no clock can tell stays as it is."""
    if moment is None:
        return None
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return moment.replace(tzinfo=None)
