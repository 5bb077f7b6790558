"""Paging by the last row seen instead of by an offset: a deep page costs what the first one costs.

An order ends in the primary key, so that every row has one place in it and none is shown twice. NULL stands
before everything, as MySQL and SQLite sort it. Days and moments are compared as the text that the server
makes of them: a zero date is NULL to the driver but not to the server, and would send a reader round in
circles. Flags are compared as numbers: the older product's may be 2 or -1, which Django takes for no flag.
"""

import datetime
import decimal
import operator
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any, Final, NamedTuple

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    F,
    IntegerField,
    Model,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.functions import Cast

Rows = QuerySet[Any, Any]
Place = Sequence[Any]
"""A row's values of the keys, the primary key last."""

_COMPARED_AS: Final[tuple[tuple[type[Any], type[Any]], ...]] = (
    (DateField, CharField),
    (BooleanField, IntegerField),
)
_EVERYTHING: Final = Q()
_NOTHING: Final = Q(pk__in=())


class Key(NamedTuple):
    """One field of an order; of a related row too (`room__name`)."""

    field: str
    descending: bool = False

    @property
    def reversed(self) -> "Key":
        """The same field in the other direction."""
        return Key(self.field, not self.descending)


class Keyset:
    """`rows` in the order of `keys` and then of the primary key, in the last key's direction."""

    def __init__(self, rows: Rows, keys: Sequence[Key]) -> None:
        pk = rows.model._meta.pk.name
        given = [key for key in keys if key.field != pk]
        self.keys = [
            *(_comparable(rows.model, key) for key in given),
            Key(pk, keys[-1].descending if keys else False),
        ]
        casts = {
            key.field: Cast(plain.field, kind())
            for key, plain in zip(self.keys, given, strict=False)
            if (kind := _compared_as(rows.model, plain)) is not None
        }
        self.rows = rows.annotate(**casts) if casts else rows

    def first(self, number: int) -> list[tuple[Any, ...]]:
        """The places of the first rows, at most `number`; one query, as the others."""
        return self._read(self.rows, self.keys, number)

    def after(self, place: Place, number: int) -> list[tuple[Any, ...]]:
        """The places that follow `place`, whether its row is still there or not."""
        return self._read(self.rows.filter(_beyond(self.keys, place)), self.keys, number)

    def before(self, place: Place, number: int) -> list[tuple[Any, ...]]:
        """The places that lead up to `place`, in order."""
        keys = [key.reversed for key in self.keys]
        return self._read(self.rows.filter(_beyond(keys, place)), keys, number)[::-1]

    def last(self, number: int) -> list[tuple[Any, ...]]:
        """The places of the last rows, in order."""
        return self._read(self.rows, [key.reversed for key in self.keys], number)[::-1]

    def windows(self, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """All places, `size` at a time; one query a window."""
        window = self.first(size)
        while window:
            yield window
            window = self.after(window[-1], size) if len(window) == size else []

    def _read(self, rows: Rows, keys: Sequence[Key], number: int) -> list[tuple[Any, ...]]:
        order = [F(key.field).desc() if key.descending else F(key.field).asc() for key in keys]
        return list(rows.order_by(*order).values_list(*(key.field for key in keys))[:number])


def as_plain(place: Place) -> list[Any]:
    """`place` with nothing in it that JSON cannot hold; it compares the same."""
    return [str(value) if isinstance(value, (decimal.Decimal, datetime.date)) else value for value in place]


def _comparable(model: type[Model], key: Key) -> Key:
    """What is compared otherwise than it stands there by the name under which that is annotated."""
    return key if _compared_as(model, key) is None else Key(f"keyset_{key.field}", key.descending)


def _compared_as(model: type[Model], key: Key) -> type[Any] | None:
    field: Any = None
    options: Any = model._meta
    for part in key.field.split("__"):
        field = options.get_field(part)
        options = field.related_model._meta if field.is_relation else options
    if isinstance(field, TextField):
        raise ValueError(f"{key.field!r} may hold whole articles: nothing is sorted by it.")
    return next((cast for kind, cast in _COMPARED_AS if isinstance(field, kind)), None)


def _beyond(keys: Sequence[Key], place: Place) -> Q:
    """Rows that come after `place` in the order of `keys`: `a > 1 OR (a = 1 AND b > 2) OR …`."""
    if len(keys) != len(place):
        raise ValueError(f"A place of {len(keys)} values is needed, not of {len(place)}.")
    alternatives, same = [], _EVERYTHING
    for key, value in zip(keys, place, strict=True):
        alternatives.append(same & _further(key, value))
        same &= Q((f"{key.field}__isnull", True)) if value is None else Q((key.field, value))
    return reduce(operator.or_, alternatives)


def _further(key: Key, value: Any) -> Q:
    if key.descending:
        if value is None:
            return _NOTHING
        return Q((f"{key.field}__lt", value)) | Q((f"{key.field}__isnull", True))
    return Q((f"{key.field}__isnull", False)) if value is None else Q((f"{key.field}__gt", value))
