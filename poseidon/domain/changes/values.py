"""What a row's columns held, as JSON can hold it."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from django.db import models

TEXT_KEPT: Final = 2000
"""Characters of a text that are kept; of a longer one the mark tells length and digest, so that two
texts which differ only further on are told apart."""

_PLAIN = (str, int, float, bool, type(None))
Values = dict[str, Any]
AnyField: TypeAlias = "models.Field[Any, Any]"


def plain(value: Any) -> Any:
    """`value` as JSON has it: decimals as text with all their digits, dates and times in ISO 8601, moments in
    UTC, what else there is by its `str`."""
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo is None else value.astimezone(dt.UTC)).isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return value if isinstance(value, _PLAIN) else cut(str(value))


def cut(text: str) -> str:
    """At most TEXT_KEPT characters of `text`, and a mark where there were more."""
    if len(text) <= TEXT_KEPT:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{text[:TEXT_KEPT]}… [{len(text):,} characters, sha256 {digest}]"


def columns(model: type[models.Model]) -> list[AnyField]:
    """The columns whose changes are told; not those that the ORM sets by itself to say when it wrote."""
    return [field for field in model._meta.concrete_fields if not _is_stamp(field)]


def _is_stamp(field: AnyField) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def values_of(row: models.Model, fields: list[AnyField]) -> Values:
    """Column values as Python has them, by attribute name."""
    return {field.attname: getattr(row, field.attname) for field in fields}


def said(values: Mapping[str, Any]) -> Values:
    """Those that are not NULL, as JSON."""
    return {name: plain(value) for name, value in values.items() if value is not None}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Values, Values]:
    """Both sides, as JSON, of the columns of `after` that differ."""
    names = [name for name in after if before[name] != after[name]]
    return {name: plain(before[name]) for name in names}, {name: plain(after[name]) for name in names}


def is_expression(value: Any) -> bool:
    """Whether only the database knows what `value` comes to."""
    return hasattr(value, "resolve_expression")


def may_be_kept_otherwise(field: AnyField, value: Any) -> bool:
    """Whether only the database knows what a column makes of `value`: an expression, or more digits or
    fractions of seconds than there may be room for."""
    if value is None or is_expression(value) or not is_rounded(field):
        return is_expression(value)
    value = field.to_python(value)
    if isinstance(field, models.DecimalField):
        return bool(value.as_tuple().exponent != -field.decimal_places)
    return bool(getattr(value, "microsecond", True))


def is_rounded(field: AnyField) -> bool:
    """Whether a column may keep less than it is given: fractions of seconds, digits after the point."""
    return isinstance(field, (models.DateTimeField, models.TimeField, models.DecimalField, models.FloatField))
