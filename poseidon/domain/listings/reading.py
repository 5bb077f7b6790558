"""Reads columns of given rows: one query for the rows and those of each source, whatever their number."""

from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from poseidon.commons.key_lists import KeyList
from poseidon.domain.listings.columns import Column, Source
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
    found = {
        record[0]: record
        for record in rows.filter(pk__among_keys=KeyList(keys)).order_by().values_list(*fields)
    }
    records = [found[key] for key in keys if key in found]
    at = {field: index for index, field in enumerate(fields)}
    looked_up = _look_up(columns, records, at)
    return Batch(
        [record[0] for record in records],
        [_values(column, records, at, looked_up) for column in columns],
    )


def _fields_of(columns: Iterable[Column]) -> Iterable[str]:
    for column in columns:
        yield from column.fields
        if column.source is not None:
            yield column.source.key


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
        make = column.make or (lambda record: record)
        return [make(found.get(record[key])) for record in records]
    if column.make is None:
        return list(map(itemgetter(at[column.fields[0]]), records))
    places = [at[field] for field in column.fields]
    return [column.make(*[record[place] for place in places]) for record in records]
