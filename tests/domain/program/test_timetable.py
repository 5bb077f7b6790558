"""A day of the programme as a grid."""

import datetime
import zoneinfo
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poseidon.domain.program.models import Room, Session
from poseidon.domain.program.timetable import MOST_LANES, MOST_ROWS, SHORTEST, Timetable, timetable
from poseidon.tenancy.api import tenant_context

DAY = datetime.date(2024, 12, 27)
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
ROOM = Room(id=1, name="Saal 1", order=1)


@pytest.fixture(scope="module", autouse=True)
def tenant() -> Iterator[None]:
    """Rows belong to a tenant even where no database is asked."""
    with tenant_context("TESTCLIENT"):
        yield


def session(number: int, start: int | None, length: int | None, room: Room | None = ROOM) -> Session:
    """One that starts so many minutes after midnight in Berlin and lasts so many."""
    midnight = datetime.datetime.combine(DAY, datetime.time(), BERLIN).astimezone(datetime.UTC)
    begins = None if start is None else midnight + datetime.timedelta(minutes=start)
    ends = None if begins is None or length is None else begins + datetime.timedelta(minutes=length)
    return Session(id=number, start=begins, end=ends, room=room)


def grid(*sessions: Session) -> Timetable:
    return timetable(sessions, DAY, BERLIN)


def places(table: Timetable) -> dict[int, tuple[int, int, int, bool]]:
    return {
        each.session.id: (each.row, each.rows, each.lane, each.overlaps)
        for column in table.columns
        for each in column.placed
    }


def test_rows_are_five_minutes_from_the_first_full_hour() -> None:
    table = grid(session(1, 630, 45), session(2, 690, 60))
    assert places(table) == {1: (7, 9, 0, False), 2: (19, 12, 0, False)}
    assert table.rows == 36
    assert [(row, f"{hour:%H:%M}") for row, hour in table.hours] == [
        (1, "10:00"),
        (13, "11:00"),
        (25, "12:00"),
    ]


def test_overlapping_sessions_stand_side_by_side_and_are_marked() -> None:
    table = grid(session(1, 600, 60), session(2, 630, 60), session(3, 660, 30), session(4, 720, 30))
    assert places(table) == {
        1: (1, 12, 1, True), 2: (7, 12, 2, True), 3: (13, 6, 1, True), 4: (25, 6, 0, False),
    }  # fmt: skip
    assert table.columns[0].lanes == 2


def test_sessions_that_touch_have_the_whole_width() -> None:
    assert places(grid(session(1, 600, 30), session(2, 630, 30))) == {
        1: (1, 6, 0, False),
        2: (7, 6, 0, False),
    }


def test_sessions_too_short_to_read_stand_beside_the_next_without_a_mark() -> None:
    assert places(grid(session(1, 600, 5), session(2, 605, 30))) == {
        1: (1, SHORTEST, 1, False),
        2: (2, 6, 2, False),
    }


def test_rooms_are_columns_in_order_and_those_without_one_the_last() -> None:
    rooms = [Room(id=2, name="B", order=2), None, Room(id=3, name="C"), Room(id=4, name="A", order=1)]
    table = grid(*(session(number, 600, 30, room) for number, room in enumerate(rooms)))
    assert [column.room and column.room.name for column in table.columns] == ["A", "B", "C", None]


def test_sessions_without_a_room_are_beside_each_other_but_clash_with_none() -> None:
    table = grid(session(1, 600, 60, None), session(2, 600, 60, None))
    assert places(table) == {1: (1, 12, 1, False), 2: (1, 12, 2, False)}


def test_night_belongs_to_the_day_before() -> None:
    table = grid(session(1, 1380, 60), session(2, 1500, 60))
    assert places(table) == {1: (1, 12, 0, False), 2: (25, 12, 0, False)}


def test_session_without_an_end_is_shown_as_the_shortest() -> None:
    assert places(grid(session(1, 600, None), session(2, 700, -50)))[2][1] == SHORTEST


@pytest.mark.parametrize("start", [None, -5, 36 * 60])
def test_session_outside_the_day_has_no_place(start: int | None) -> None:
    table = grid(session(1, start, 30), session(2, 600, 30))
    assert [each.id for each in table.unplaced] == [1]
    assert set(places(table)) == {2}


def test_more_at_once_than_there_are_lanes_are_told() -> None:
    table = grid(*(session(number, 600, 30) for number in range(MOST_LANES + 2)))
    assert table.columns[0].lanes == MOST_LANES
    assert len(table.unplaced) == 2


def test_day_without_a_date_or_out_of_the_calendar_has_no_grid() -> None:
    for date in (None, datetime.date(9999, 12, 31), datetime.date(1, 1, 1)):
        table = timetable([session(1, 600, 30)], date, BERLIN)
        assert (table.columns, [each.id for each in table.unplaced]) == ([], [1])


def test_hours_are_those_of_the_clock_in_a_zone_of_half_hours() -> None:
    kolkata = zoneinfo.ZoneInfo("Asia/Kolkata")
    start = datetime.datetime(2024, 12, 27, 4, 0, tzinfo=datetime.UTC)
    own = Session(id=1, start=start, end=start + datetime.timedelta(hours=1), room=ROOM)
    table = timetable([own], DAY, kolkata)
    assert [f"{hour:%H:%M}" for _, hour in table.hours] == ["09:00", "10:00"]
    assert places(table) == {1: (7, 12, 0, False)}


span = st.tuples(st.integers(0, 36 * 60 - 1), st.integers(-10, 3000))


@given(st.lists(span, min_size=1, max_size=30))
def test_nothing_is_lost_or_on_top_of_another_or_beyond_the_last_row(spans: list[tuple[int, int]]) -> None:
    table = grid(*(session(number, *each) for number, each in enumerate(spans)))
    taken = set()
    (column,) = table.columns
    for placed in column.placed:
        lanes = [placed.lane] if placed.lane else range(1, column.lanes + 1)
        cells = {(row, lane) for row in range(placed.row, placed.row + placed.rows) for lane in lanes}
        assert not cells & taken
        taken |= cells
    assert max(row for row, _ in taken) <= table.rows <= MOST_ROWS
    shown = {placed.session.id for placed in column.placed}
    assert shown | {each.id for each in table.unplaced} == set(range(len(spans)))
    assert column.lanes <= MOST_LANES
