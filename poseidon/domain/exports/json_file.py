"""JSON for programs: a list of objects by column name; ISO 8601 with its offset, amounts as texts."""

import datetime
import decimal
import json
from collections.abc import Iterable, Iterator
from typing import Any

from poseidon.domain.exports.texts import Sheet
from poseidon.domain.listings.columns import Kind
from poseidon.domain.listings.reading import Batch


def json_lines(sheet: Sheet, batches: Iterable[Batch]) -> Iterator[bytes]:
    """The file in pieces of a batch each, one row a line."""
    names = [column.name for column in sheet.columns]
    encode = json.JSONEncoder(ensure_ascii=False, default=_plain).encode
    before = "[\n"
    for batch in batches:
        columns = [
            _plain_values(column.kind, values, sheet.zone)
            for column, values in zip(sheet.columns, batch.values, strict=True)
        ]
        rows = [encode(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]
        if rows:
            yield (before + ",\n".join(rows)).encode("utf-8", "replace")
            before = ",\n"
    yield b"\n]\n" if before == ",\n" else b"[]\n"


def _plain_values(kind: Kind, values: list[Any], zone: datetime.tzinfo) -> list[Any]:
    if kind is Kind.MOMENT:
        return [_moment(value, zone) for value in values]
    if kind is Kind.FLAG:  # the older product's may be 2 or -1
        return [None if value is None else bool(value) for value in values]
    return values


def _moment(moment: datetime.datetime | None, zone: datetime.tzinfo) -> str | None:
    if moment is None:
        return None
    try:
        return moment.astimezone(zone).isoformat()
    except OverflowError:
        return moment.isoformat()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON.")
