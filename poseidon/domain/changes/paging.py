"""Pages of changes by key: the thousandth costs what the first one costs, and none moves when rows come."""

import datetime as dt
from typing import NamedTuple, Self

from django.db.models import Q

from poseidon.domain.changes.models import ChangeRecord
from poseidon.tenancy.api import TenantQuerySet

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


class Place(NamedTuple):
    """A place in the order of changes; as text `microseconds-id`."""

    at: dt.datetime
    id: int

    @classmethod
    def of(cls, record: ChangeRecord) -> Self:
        """The place of this record."""
        return cls(record.at, record.id)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The place that an address names; None where it is nonsense."""
        moment, _, number = text.partition("-")
        if not (moment.isascii() and moment.isdecimal() and number.isascii() and number.isdecimal()):
            return None
        if len(moment) > 17 or len(number) > 18:  # the year 5138, and what a BIGINT holds
            return None
        return cls(_EPOCH + int(moment) * _MICROSECOND, int(number))

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICROSECOND}-{self.id}"


class Page(NamedTuple):
    """Records, newest first, and where those before and after them begin; None where there are none."""

    records: list[ChangeRecord]
    newer: Place | None
    older: Place | None


def page_of_changes(
    rows: TenantQuerySet, *, older_than: Place | None = None, newer_than: Place | None = None, size: int = 50
) -> Page:
    """`size` of `rows` (as `changes` sorts them), from the newest, or beside a place. One query."""
    if newer_than is not None:
        after = Q(at__gt=newer_than.at) | Q(id__gt=newer_than.id)
        found = list(rows.filter(after, at__gte=newer_than.at).reverse()[: size + 1])
        records = found[:size][::-1]
        return Page(records, _edge(records[:1], len(found) > size), _edge(records[-1:], True))
    if older_than is not None:
        rows = rows.filter(Q(at__lt=older_than.at) | Q(id__lt=older_than.id), at__lte=older_than.at)
    found = list(rows[: size + 1])
    records = found[:size]
    return Page(records, _edge(records[:1], older_than is not None), _edge(records[-1:], len(found) > size))


def _edge(edge: list[ChangeRecord], more: bool) -> Place | None:
    return Place.of(edge[0]) if edge and more else None
