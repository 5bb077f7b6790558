"""Who and which room is taken twice, against looking at every two sessions and every two roles."""

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poseidon.domain.program import attention
from poseidon.domain.program.models import Room, Session
from poseidon.domain.program.programme import Presence, Programme
from poseidon.domain.program.timetable import MOST_LANES, STEP, timetable
from poseidon.tenancy.api import tenant_context

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
ROOMS = [None, *(Room(id=number, name=name) for number, name in enumerate(("A", "a", ""), 1))]
NIGHTS = [
    dt.datetime(2024, 12, 27, 21, tzinfo=dt.UTC),
    dt.datetime(2024, 3, 30, 22, tzinfo=dt.UTC),  # the clock jumps an hour ahead
    dt.datetime(2024, 10, 26, 22, tzinfo=dt.UTC),  # an hour comes twice
]


@pytest.fixture(scope="module", autouse=True)
def tenant() -> Iterator[None]:
    """Rows belong to a tenant even where no database is asked."""
    with tenant_context("TESTCLIENT"):
        yield


start, length = st.none() | st.integers(0, 12), st.none() | st.integers(-1, 6)


@st.composite
def programmes(draw: Any) -> Programme:
    """A night's sessions by quarters of an hour, and who is where; some are in sessions that are gone."""
    night = draw(st.sampled_from(NIGHTS))
    spans = draw(st.lists(st.tuples(start, length, st.sampled_from(ROOMS)), min_size=1, max_size=8))
    sessions = [
        Session(id=number, start=_at(night, begins), end=_at(night, begins, lasts), room=room)
        for number, (begins, lasts, room) in enumerate(spans, 1)
    ]
    roles = st.sampled_from(("speaker", "chair", "presenter", ""))
    parts = st.tuples(st.integers(1, len(spans) + 1), st.sampled_from((7, 987654)), roles)
    chosen = draw(st.lists(parts, min_size=len(spans), max_size=2 * len(spans)))
    return Programme(sessions, [Presence(*part) for part in chosen])


def _at(night: dt.datetime, quarter: int | None, later: int | None = 0) -> dt.datetime | None:
    """So many quarters of an hour into the night; an end alone is there as well."""
    if later is None or (quarter is None and later == 0):
        return None
    return night + dt.timedelta(minutes=15 * ((quarter or 0) + later))


def share_time(one: Session, other: Session) -> bool:
    """By going through the night minute by minute."""
    return bool(_minutes(one) & _minutes(other))


def _minutes(session: Session) -> set[int]:
    if session.start is None or session.end is None:
        return set()
    return set(range(int(session.start.timestamp()) // 60, int(session.end.timestamp()) // 60))


@given(programmes())
def test_clashes_are_those_that_every_two_sessions_tell(programme: Programme) -> None:
    at_once = [pair for pair in combinations(programme.sessions, 2) if share_time(*pair)]
    rooms = attention.room_clashes(programme)
    expected = {frozenset((a.id, b.id)) for a, b in at_once if a.room and b.room and a.room.id == b.room.id}
    assert {frozenset((each.first.id, each.second.id)) for each in rooms} == expected
    assert len(rooms) == len(expected)
    people = attention.person_clashes(programme)
    taken = {
        (pid, frozenset((a.id, b.id)))
        for a, b in at_once
        if not (a.room and b.room and a.room.id == b.room.id)
        for pid in _in(programme, a) & _in(programme, b)
    }
    assert {(each.pid, frozenset((each.first.id, each.second.id))) for each in people} == taken
    assert len(people) == len(taken)


def _in(programme: Programme, session: Session) -> set[int]:
    return {each.pid for each in programme.presences if each.session_id == session.id}


@given(programmes(), st.sampled_from(("Europe/Berlin", "Asia/Kolkata", "America/St_Johns")))
def test_grid_has_every_session_of_its_day_once_at_its_time_in_its_room(
    programme: Programme, name: str
) -> None:
    zone = zoneinfo.ZoneInfo(name)
    begins = [each.start for each in programme.sessions if each.start is not None]
    date = min(begins).astimezone(zone).date() if begins else None
    table = timetable(programme.sessions, date, zone)
    shown = [placed.session.id for column in table.columns for placed in column.placed]
    ids = [each.id for each in programme.sessions]
    assert sorted([*shown, *(each.id for each in table.unplaced)]) == ids
    assert {each.id for each in table.unplaced} == {each.id for each in programme.sessions if not each.start}
    labels = dict(table.hours)
    assert {hour.minute for hour in labels.values()} <= {0}
    for column in table.columns:
        assert column.lanes <= MOST_LANES
        for placed in column.placed:
            session = placed.session
            assert (session.room and session.room.id) == (column.room and column.room.id)
            row = max(each for each in labels if each <= placed.row)
            told = labels[row].astimezone(dt.UTC) + (placed.row - row) * STEP
            assert told <= session.start < told + STEP
            assert labels[row].tzinfo is zone
