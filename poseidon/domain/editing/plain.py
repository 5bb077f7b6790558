"""Values in the form in which they are compared, signed and shown: what JSON can hold."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

Plain = Any
"""None, bool, int, str, or lists and dicts of these."""

GONE: Final = "\0gone"
"""Stands for what is no longer there, or shall not be: no column can hold it."""


def plain(value: Any) -> Plain:
    """`value` as JSON can hold it: days and moments (in UTC) in ISO 8601, decimals without needless zeros."""
    if isinstance(value, dt.datetime):
        return (value.astimezone(dt.UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def same(one: Plain, other: Plain) -> bool:
    """Whether two plain values say the same; NULL and the empty text both say nothing."""
    return bool(one == other) or (one in (None, "") and other in (None, ""))
