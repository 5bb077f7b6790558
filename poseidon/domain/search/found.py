"""What a search has found, and how far it looked."""

from typing import Any, Final, NamedTuple

from poseidon.commons.newest import Window

SHOWN: Final = 8
"""Rows of each kind that a page of results shows."""

NEWEST_WORKS: Final = 10_000
"""Sessions and abstracts that are looked through, since no index has titles; takes MariaDB some 10 ms."""


class Found(NamedTuple):
    """Rows of one kind, `exact` matches first. `more`: there are others. `newest`: where no index served,
    only so many of the newest rows were looked through; None where all were."""

    rows: list[Any]
    exact: int = 0
    more: bool = False
    newest: int | None = None


def shown(exact: list[Any], others: list[Any], window: Window | None) -> Found:
    """The rows of a page from all that were read; one may be among either more than once."""
    first = dict.fromkeys(exact)
    rows = list(first | dict.fromkeys(others))
    return Found(rows[:SHOWN], min(len(first), SHOWN), len(rows) > SHOWN, window and window.number)
