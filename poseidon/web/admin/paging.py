"""One page of a long list: its keys by an index, then its rows by their keys."""

from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from poseidon.web.admin.counting import Inexact, counted
from poseidon.web.admin.signposts import Signpost, from_there_on, nearest, order_of, put_up

FARTHEST_ROW: Final = 10**12
DEEP: Final = 1_000
"""Rows before a page from which its keys are looked up first: reading whole rows to skip them costs more."""


class QuickPaginator(Paginator):
    """Pages of a list whose length may be an estimate."""

    object_list: Any
    reached = 1
    """The last page that is known to have rows."""

    @cached_property
    def count(self) -> int:
        """See `counting`."""
        return counted(self.object_list)

    @property
    def num_pages(self) -> int:  # not cached: it grows with what is seen
        """The number of pages, as far as known."""
        return max(-(-int(self.count) // self.per_page), self.reached)

    def validate_number(self, number: Any) -> int:
        """As Django's; in a list that was not counted every page may have rows."""
        if not isinstance(self.count, Inexact):
            return super().validate_number(number)
        whole = Paginator(range(FARTHEST_ROW), self.per_page).validate_number(number)
        self.reached = max(self.reached, whole)
        return whole

    def page(self, number: Any) -> Page[Any]:
        """As Django's, which would cut a list that was not counted off where the counting ended."""
        number = self.validate_number(number)
        if not isinstance(self.count, Inexact):
            return super().page(number)
        rows = self.rows_from(number, self.object_list)
        return Page(rows, number, self)

    def rows_from(self, number: int, rows: "QuerySet[Any]") -> list[Any]:
        """The rows of page `number`, read from `rows`, which is the list without its order and search.

        Empty beyond the end. One row more than is shown tells whether a page follows.
        """
        start = (number - 1) * self.per_page
        found = page(self.object_list, rows, start, self.per_page + 1)
        self.reached = number + (len(found) > self.per_page)
        if found and self.reached == number and isinstance(self.count, Inexact):
            self.count = start + len(found)  # the end is in sight: now the number is known
        return found[: self.per_page]

    def last_page(self) -> int:
        """The number of the last page with rows, counted: slow on a large table, so only for the lost."""
        self.count = int(self.object_list.order_by().count())
        return max(1, -(-self.count // self.per_page))


def page(ordered: "QuerySet[Any]", rows: "QuerySet[Any]", start: int, number: int) -> list[Any]:
    """`number` rows of `ordered` from position `start`; deep ones are read from `rows` by their keys."""
    if start < DEEP:
        return list(ordered[start : start + number])
    keys = _keys(ordered, start, number)
    by_key = {row.pk: row for row in rows.filter(pk__in=keys).order_by()}
    return [by_key[key] for key in keys if key in by_key]


def _keys(ordered: "QuerySet[Any]", start: int, number: int) -> list[Any]:
    order = order_of(ordered)
    if order is None:
        return list(ordered.values_list("pk", flat=True)[start : start + number])
    post = nearest(ordered, start)
    there = ordered if post is None else ordered.filter(from_there_on(order, post))
    start_there = start - (post.position if post is not None else 0)
    names = [column.name for column in order]
    values = list(there.values_list(*names)[start_there : start_there + number])
    if values:
        put_up(ordered, Signpost(start, tuple(values[0])))
    return [found[-1] for found in values]
