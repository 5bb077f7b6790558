"""Columns of a table: of the row itself, or of what it refers to, looked up for many rows at once."""

import enum
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise

Label = str | Promise
Find = Callable[[Collection[Any], Collection[str]], Mapping[Any, Any]]


class Kind(enum.Enum):
    """What a column's values are; all of them may be None."""

    TEXT = "text"
    BODY = "body"
    """Text of any length; nothing is sorted by it."""
    NUMBER = "number"
    """int or Decimal"""
    FIGURE = "figure"
    """A number as somebody wrote it: text, and perhaps none at all"""
    FLAG = "flag"
    """bool"""
    DAY = "day"
    """datetime.date"""
    MOMENT = "moment"
    """datetime.datetime with a time zone"""
    NAMES = "names"
    """A sequence of texts, possibly empty"""


class Source(NamedTuple):
    """Where values come from that are not in the row: `find(keys, parts)` gives records by key, in a fixed
    number of queries for any number of keys. `key` is the row's field that holds one; `parts` are what the
    columns in use want of each record."""

    key: str
    find: Find


@dataclass(frozen=True, kw_only=True)
class Column:
    """`name` is its name in addresses and in JSON.

    Its value is that of `field`, or what `make` makes of the `fields`' values, or, with a `source`, what
    `make` makes of the record found there (None where there is none).
    """

    name: str
    label: Label
    kind: Kind = Kind.TEXT
    fields: tuple[str, ...] = ()
    make: Callable[..., Any] | None = None
    source: Source | None = None
    part: str = ""
    sort: tuple[str, ...] = ()
    """Fields to sort by; none: it cannot be sorted by."""


def plain(name: str, label: Label, kind: Kind = Kind.TEXT, *, field: str = "") -> Column:
    """A field of the row (`field`, if it is not called `name`), sortable unless it is a BODY."""
    field = field or name
    return Column(
        name=name, label=label, kind=kind, fields=(field,), sort=() if kind is Kind.BODY else (field,)
    )


def found_in(
    source: Source, name: str, label: Label, make: Callable[[Any], Any], kind: Kind = Kind.TEXT
) -> Column:
    """A value of the record that `source` finds; `make` is not asked where there is none."""
    return Column(
        name=name,
        label=label,
        kind=kind,
        source=source,
        make=lambda record: None if record is None else make(record),
    )
