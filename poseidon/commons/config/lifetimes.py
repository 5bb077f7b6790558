"""How long an answer of the store holds.

Three ages: *usable* (five minutes, with jitter; half a minute if it was "no such parameter"), *stale* (an
hour more, used only while the store cannot be asked), and gone. Times are seconds of the cache's clock.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long things hold, in seconds."""

    usable: float = 300.0
    jitter: float = 0.1  # share of `usable`; keeps a fleet of processes from asking in the same second
    usable_if_missing: float = 30.0
    stale: float = 3600.0
    retry_with_stale: float = (
        30.0  # a failing store is asked again after this, the stale value serving meanwhile
    )
    retry_with_nothing: float = (
        5.0  # the same when there is nothing to serve: errors at once, not after timeouts
    )
    between_refreshes: float = 10.0  # a forced refresh of a name is granted this often
    renew_early: float = 60.0  # names that expire this soon are asked for along with one that did

    def new_entry(self, value: str | None, now: float) -> Entry:
        """An answer that came now. Jitter may lengthen or shorten its usable time, never its stale time."""
        held = self.usable_if_missing if value is None else self.usable
        spread = held * self.jitter
        until = now + held + random.uniform(-spread, spread)  # noqa: S311 - spreads load, guards nothing
        return Entry(value, now, until, until + self.stale)


@dataclass(slots=True, eq=False)
class Entry:
    """An answer about one name. `value` None: the store has no such parameter."""

    value: str | None = field(repr=False)
    fetched_at: float
    usable_until: float
    stale_until: float
    warned: bool = False


@dataclass(frozen=True, slots=True)
class Outage:
    """The last question about a name failed; not asked again before `retry_at`."""

    cause: str
    retry_at: float
