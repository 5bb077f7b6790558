"""Reads columns of given rows: one query for the rows and those of each source, whatever their number."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import CharField
from django.db.models.functions import Cast

from poseidon.commons.key_lists import KeyList
from poseidon.domain.listings.columns import Column, Kind, Source
from poseidon.tenancy.api import TenantQuerySet

Records = list[tuple[Any, ...]]
Values = list[Any]


class Batch(NamedTuple):
    """Some rows: their primary keys, and for each column one list of their values."""

    keys: list[Any]
    values: list[Values]


def read_batch(rows: TenantQuerySet, keys: Sequence[Any], columns: Sequence[Column]) -> Batch:
    """Those of `keys` that are among `rows`, in the order of `keys`."""
    fields = list(dict.fromkeys(["pk", *_fields_of(columns)]))
    texts = {_text(column.fields[0]): Cast(column.fields[0], CharField()) for column in _moments(columns)}
    wanted = rows.filter(pk__among_keys=KeyList(keys)).order_by().annotate(**texts)
    found = {record[0]: record for record in wanted.values_list(*fields)}
    records = [found[key] for key in keys if key in found]
    at = {field: index for index, field in enumerate(fields)}
    looked_up = _look_up(columns, records, at)
    return Batch(
        [record[0] for record in records],
        [_values(column, records, at, looked_up) for column in columns],
    )


def _fields_of(columns: Iterable[Column]) -> Iterable[str]:
    for column in columns:
        yield from map(_text, column.fields) if _is_moment(column) else column.fields
        if column.source is not None:
            yield column.source.key


def _is_moment(column: Column) -> bool:
    """Whether it is read as the server's text: the driver and Django take five times as long to make a time
    of it as `fromisoformat`, and an export has millions of them."""
    return column.kind is Kind.MOMENT and column.make is None


def _moments(columns: Iterable[Column]) -> list[Column]:
    return [column for column in columns if _is_moment(column)]


def _text(field: str) -> str:
    return f"text_of_{field}"


def _moment(text: str | None) -> datetime.datetime | None:
    """In UTC, as the column is; None for a zero date, as the driver reads it."""
    try:
        return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC) if text else None
    except ValueError:
        return None


def _look_up(columns: Iterable[Column], records: Records, at: dict[str, int]) -> dict[Source, Any]:
    parts: dict[Source, list[str]] = {}
    for column in columns:
        if column.source is not None:
            parts.setdefault(column.source, []).append(column.part)
    return {
        source: source.find(_keys(source, records, at), wanted) for source, wanted in parts.items() if records
    }


def _keys(source: Source, records: Records, at: dict[str, int]) -> Collection[Any]:
    return {record[at[source.key]] for record in records} - {None}


def _values(column: Column, records: Records, at: dict[str, int], looked_up: dict[Source, Any]) -> Values:
    if column.source is not None:
        key, found = at[column.source.key], looked_up.get(column.source, {})
        if column.make is None:
            return [found.get(record[key]) for record in records]
        return [column.make(found.get(record[key])) for record in records]
    if _is_moment(column):
        return list(map(_moment, map(itemgetter(at[_text(column.fields[0])]), records)))
    if column.make is None:
        return list(map(itemgetter(at[column.fields[0]]), records))
    places = [at[field] for field in column.fields]
    return [column.make(*[record[place] for place in places]) for record in records]
