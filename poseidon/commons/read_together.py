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
    """With the limit in a subquery where there may be one; MySQL's must stand in the part itself, which
    SQLite does not take."""
    numbered: QuerySet[Any] = part.annotate(**{_PART: Value(at)})
    if connections[part.db].features.allow_sliced_subqueries_with_in:
        return numbered.filter(pk__in=part.values("pk")[:most]).order_by()
    return numbered[:most]
