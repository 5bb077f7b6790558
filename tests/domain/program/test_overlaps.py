"""Which sessions share some time: compared with a count that looks at every two."""

import datetime
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from poseidon.domain.program.models import Session
from poseidon.domain.program.overlaps import MOST_PAIRS, first_pairs, overlapping

MIDNIGHT = datetime.datetime(2024, 12, 27, tzinfo=datetime.UTC)


def session(number: int, start: int | None, end: int | None) -> Session:
    times = [None if at is None else MIDNIGHT + datetime.timedelta(minutes=at) for at in (start, end)]
    return Session(id=number, start=times[0], end=times[1])


def pairs(*spans: tuple[int | None, int | None]) -> set[frozenset[int]]:
    sessions = [session(number, *span) for number, span in enumerate(spans)]
    return {frozenset((one.id, other.id)) for one, other in overlapping(sessions)}


def test_sessions_that_touch_do_not_overlap() -> None:
    assert pairs((0, 10), (10, 20)) == set()
    assert pairs((0, 10), (9, 20)) == {frozenset((0, 1))}


def test_long_session_overlaps_all_that_are_within_it() -> None:
    assert pairs((0, 100), (10, 20), (20, 30), (100, 110)) == {frozenset((0, 1)), frozenset((0, 2))}


def test_session_without_duration_overlaps_nothing() -> None:
    assert pairs((0, 100), (50, 50), (60, 40), (50, None), (None, 50), (None, None)) == set()


minute = st.none() | st.integers(0, 40)


@given(st.lists(st.tuples(minute, minute), max_size=12))
def test_every_two_are_found_once(spans: list[tuple[int | None, int | None]]) -> None:
    timed = [(at, *span) for at, span in enumerate(spans) if None not in span and span[0] < span[1]]
    expected = {
        frozenset((one, other))
        for (one, start, end), (other, begin, close) in combinations(timed, 2)
        if start < close and begin < end
    }
    sessions = [session(number, *span) for number, span in enumerate(spans)]
    found = list(overlapping(sessions))
    assert {frozenset((a.id, b.id)) for a, b in found} == expected
    assert len(found) == len(expected)
    assert all((a.start, a.end) <= (b.start, b.end) for a, b in found)


def test_a_thousand_at_once_are_not_half_a_million_rows() -> None:
    assert len(first_pairs(session(number, 0, 10) for number in range(1000))) == MOST_PAIRS
