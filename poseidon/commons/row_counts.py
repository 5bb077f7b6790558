"""How many rows there are, without counting a large table to its end."""

from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from poseidon.commons.key_lists import KeyList
from poseidon.commons.row_estimates import estimated_rows

COUNTED: Final = 10_000
"""Rows that are counted one by one; what is beyond is estimated, or only said to be beyond."""
KEPT: Final = 1_500
"""Keys that a statement may list: more than 16 KB of text would pin a session of RDS Proxy."""

Rows = QuerySet[Any, Any]


class RowCount(NamedTuple):
    """`number` rows exactly; or about as many (`estimated`); or more than that (`beyond`)."""

    number: int
    estimated: bool = False
    beyond: bool = False


def counted(rows: Rows, *, filtered: bool) -> tuple[Rows, RowCount]:
    """`rows` as they are best read on, and how many they are; one query, which stops after COUNTED matches.

    A filter that matches little costs a look at every row; so that it is paid once and not again for the
    order, a few matches come back as a queryset of their keys. Of a large table as a whole a second query
    asks for the server's estimate, which is rounded to two figures.
    """
    if not filtered:
        return rows, _whole(rows)
    keys = list(rows.order_by().values_list("pk", flat=True)[: COUNTED + 1])
    count = RowCount(COUNTED, beyond=True) if len(keys) > COUNTED else RowCount(len(keys))
    few = len(keys) <= KEPT and all(isinstance(key, int) for key in keys)
    manager: Any = rows.model._default_manager
    return (manager.filter(pk__among_keys=KeyList(keys)) if few else rows), count


def _whole(rows: Rows) -> RowCount:
    number = rows.order_by()[: COUNTED + 1].count()
    if number <= COUNTED:
        return RowCount(number)
    estimate = estimated_rows(rows.db, rows.model._meta.db_table)
    if estimate is not None and estimate > COUNTED:
        return RowCount(round(estimate, 2 - len(str(estimate))), estimated=True)
    return RowCount(COUNTED, beyond=True)
