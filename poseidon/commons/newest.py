"""The newest rows of a table: what is looked through where no index serves."""

from typing import Any, Final, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet, Value

from poseidon.commons.read_together import part_of_union

_KEPT_SECONDS: Final = 60


class Window(NamedTuple):
    """The newest rows of a table: `number` of them, those whose key is greater than `after`."""

    after: int
    number: int


class Wanted(NamedTuple):
    """So many of the newest of these rows, which are all of their table."""

    rows: "QuerySet[Any, Any]"
    number: int

    @property
    def key(self) -> str:
        return f"newest:{self.rows.model._meta.db_table}:{self.number}"


def newest(rows: "QuerySet[Any, Any]", number: int) -> Window | None:
    """The window of the newest `number` rows; see `newest_of`."""
    return newest_of(Wanted(rows, number))[0]


def newest_of(*wanted: Wanted) -> list[Window | None]:
    """The windows of some tables of one database; None where a table has no more rows, so that all may be
    read. At most one query.

    Where a window begins, or that the table is small, is remembered for a minute, for finding it costs a walk
    over its rows; what is added meanwhile is read as well.
    """
    known = cache.get_many([each.key for each in wanted])
    unknown = [each for each in wanted if each.key not in known]
    if unknown:
        begins = _begins(unknown)
        found = {each.key: begins.get(at) for at, each in enumerate(unknown)}
        cache.set_many(found, _KEPT_SECONDS)
        known |= found
    return [None if known[each.key] is None else Window(known[each.key], each.number) for each in wanted]


def _begins(unknown: list[Wanted]) -> dict[int, int]:
    """The key before each window, by its place in the list; without those that do not begin."""
    first, *others = (_begin(each, at) for at, each in enumerate(unknown))
    return dict(first.union(*others, all=True))


def _begin(wanted: Wanted, at: int) -> "QuerySet[Any, Any]":
    rows, one = wanted.rows.order_by("-pk"), slice(wanted.number, wanted.number + 1)
    return part_of_union(rows.annotate(window=Value(at)).values_list("window", "pk"), rows, one)
