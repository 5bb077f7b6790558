"""Sessions that take place at the same time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from poseidon.domain.program.models import Session

MOST_PAIRS: Final = 5000
"""A thousand sessions in one place at one time are half a million pairs, which nobody reads."""

Pair = tuple[Session, Session]


def takes_time(session: Session) -> bool:
    """Whether a session begins and ends, in this order: only such a session can overlap another."""
    return session.start is not None and session.end is not None and session.start < session.end


def overlapping(sessions: Iterable[Session]) -> Iterator[Pair]:
    """Every two of the sessions that share some time, the earlier one first; by start of the later one.

    One that ends when another begins does not overlap it.
    """
    running: list[Session] = []
    for session in sorted(filter(takes_time, sessions), key=lambda each: (each.start, each.end, each.id)):
        running = [earlier for earlier in running if earlier.end > session.start]
        yield from ((earlier, session) for earlier in running)
        running.append(session)


def first_pairs(sessions: Iterable[Session]) -> list[Pair]:
    """The overlapping pairs, at most MOST_PAIRS."""
    return list(islice(overlapping(sessions), MOST_PAIRS))
