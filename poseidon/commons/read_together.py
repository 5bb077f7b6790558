"""Several selections from one table, read by one query."""

from typing import Any, Final

from django.db import connections
from django.db.models import QuerySet, Value

_PART: Final = "read_together_part"


def read_together(*parts: "QuerySet[Any]", most: int, order: tuple[str, ...]) -> list[list[Any]]:
    """The first `most` rows of each of two or more `parts`, which are of one table with the same columns.

    Each part's own order, which an index should serve, says which rows are its first ones; they are returned
    in `order`. One query of as many selections.
    """
    first, *others = (_first_rows(part, most, at) for at, part in enumerate(parts))
    rows: list[list[Any]] = [[] for _ in parts]
    for row in first.union(*others, all=True).order_by(_PART, *order):
        rows[getattr(row, _PART)].append(row)
    return rows


def _first_rows(part: "QuerySet[Any]", most: int, at: int) -> "QuerySet[Any]":
    return part_of_union(part.annotate(**{_PART: Value(at)}), part, slice(most))


def part_of_union(selected: "QuerySet[Any]", rows: "QuerySet[Any]", stretch: slice) -> "QuerySet[Any]":
    """What is `selected` of a stretch of `rows`, to be a part of a UNION.

    With the limit in a subquery where there may be one; MySQL's must stand in the part itself, which SQLite
    does not take.
    """
    if connections[rows.db].features.allow_sliced_subqueries_with_in:
        return selected.filter(pk__in=rows.values("pk")[stretch]).order_by()
    return selected[stretch]
