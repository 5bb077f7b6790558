"""How many rows there are, without counting a large table to its end."""

from typing import Any, Final, NamedTuple

from django.db import connections
from django.db.models import QuerySet

COUNTED: Final = 10_000
"""Rows that are counted one by one; what is beyond is estimated, or only said to be beyond."""


class RowCount(NamedTuple):
    """`number` rows exactly; or about as many (`estimated`); or more than that (`beyond`)."""

    number: int
    estimated: bool = False
    beyond: bool = False


def count_rows(rows: QuerySet[Any, Any], *, filtered: bool) -> RowCount:
    """One query that looks at COUNTED rows at most that match; of a larger table as a whole one more, for the
    server's own estimate, which is rounded to two figures. A filter that matches little costs a look at
    every row, as it does to find them."""
    number = rows.order_by()[: COUNTED + 1].count()
    if number <= COUNTED:
        return RowCount(number)
    estimate = None if filtered else _estimate(rows.db, rows.model._meta.db_table)
    if estimate is not None and estimate > COUNTED:
        return RowCount(round(estimate, 2 - len(str(estimate))), estimated=True)
    return RowCount(COUNTED, beyond=True)


def _estimate(alias: str, table: str) -> int | None:
    """What the server believes; None where it says nothing."""
    connection = connections[alias]
    if connection.vendor != "mysql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_rows FROM information_schema.tables "
            "WHERE table_schema = DATABASE() AND table_name = %s",
            [table],
        )
        found = cursor.fetchone()
    return int(found[0]) if found and found[0] is not None else None
