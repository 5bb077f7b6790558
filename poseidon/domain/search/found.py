"""What a search has found, and how far it looked."""

from typing import Any, Final, NamedTuple

from poseidon.tenancy.api import TenantQuerySet

SHOWN: Final = 8
"""Rows of each kind that a page of results shows."""

NEWEST_PEOPLE: Final = 20_000
NEWEST_WORKS: Final = 10_000
"""Rows that are looked through where no index helps; either takes MariaDB some 30 ms."""


class Found(NamedTuple):
    """Rows of one kind, `exact` matches first. `more`: there are others. `newest`: where no index served,
    only so many of the newest rows were looked through; None where all were."""

    rows: list[Any]
    exact: int = 0
    more: bool = False
    newest: int | None = None


class Window(NamedTuple):
    """The newest rows of a table: `number` of them, those whose key is greater than `after`."""

    after: int
    number: int


def newest(rows: TenantQuerySet, number: int) -> Window | None:
    """The window of the newest `number` rows; None where the table has no more, so that all may be read."""
    keys = rows.order_by("-pk").values_list("pk", flat=True)
    after: int | None = next(iter(keys[number : number + 1]), None)
    return None if after is None else Window(after, number)


def shown(exact: list[Any], others: list[Any], window: Window | None) -> Found:
    """The rows of a page from all that were read; `others` may repeat exact ones."""
    rows = [*exact, *(row for row in others if row not in exact)]
    return Found(rows[:SHOWN], min(len(exact), SHOWN), len(rows) > SHOWN, window and window.number)
