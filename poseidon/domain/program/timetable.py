"""A day of the programme as a grid: rooms beside each other, five minutes a row."""

import datetime
from collections.abc import Iterable
from typing import Final, NamedTuple

from poseidon.domain.program.models import Room, Session
from poseidon.domain.program.overlaps import overlapping, takes_time

STEP: Final = datetime.timedelta(minutes=5)
LONGEST: Final = datetime.timedelta(hours=36)
"""From midnight: a night's last session counts to the day before. What begins later is not of this day."""
MOST_LANES: Final = 12
SHORTEST: Final = 3
"""Rows that a session takes at least, so that its title can be read."""
ROWS_AN_HOUR: Final = 12
MOST_ROWS: Final = LONGEST // STEP + ROWS_AN_HOUR
"""A day's last row has at most this number: what begins last may be shown past the end."""


class Placed(NamedTuple):
    """A session in its column: from `row` (1 is the first) over `rows`, in lane `lane`, 0 for all of them."""

    session: Session
    row: int
    rows: int
    lane: int
    overlaps: bool


class Column(NamedTuple):
    """A room's sessions by time, in as many lanes as it takes; `room` is None for those without one."""

    room: Room | None
    placed: list[Placed]
    lanes: int


class Timetable(NamedTuple):
    """A day: `rows` rows from `first` on, those of its full hours, columns, and what has no place in it."""

    first: datetime.datetime | None
    rows: int
    hours: list[tuple[int, datetime.datetime]]
    columns: list[Column]
    unplaced: list[Session]


def timetable(sessions: Iterable[Session], date: datetime.date | None, zone: datetime.tzinfo) -> Timetable:
    """The sessions of one day, rooms loaded, in a grid. No queries.

    Unplaced are those without a beginning, or with one outside the day, and those of a room with more than
    MOST_LANES at once. One without an end, or with one before its start, is shown as the shortest.
    """
    sessions = list(sessions)
    inside = [session for session in sessions if _is_inside(session, date, zone)]
    if date is None or not inside:
        return Timetable(None, 0, [], [], sessions)
    close = _midnight(date, zone) + LONGEST
    first = _full_hour(min(session.start for session in inside), zone)
    columns = [_column(room, own, first, close) for room, own in _by_room(inside)]
    rows = max(placed.row + placed.rows - 1 for column in columns for placed in column.placed)
    rows = -(-rows // ROWS_AN_HOUR) * ROWS_AN_HOUR
    shown = {placed.session.id for column in columns for placed in column.placed}
    hours = [(row, (first + (row - 1) * STEP).astimezone(zone)) for row in range(1, rows + 1, ROWS_AN_HOUR)]
    return Timetable(
        first, rows, hours, columns, [session for session in sessions if session.id not in shown]
    )


def _midnight(date: datetime.date, zone: datetime.tzinfo) -> datetime.datetime:
    return datetime.datetime.combine(date, datetime.time(), tzinfo=zone).astimezone(datetime.UTC)


def _is_inside(session: Session, date: datetime.date | None, zone: datetime.tzinfo) -> bool:
    if date is None or session.start is None or not 1900 <= date.year <= 9000:
        return False
    midnight = _midnight(date, zone)
    return bool(midnight <= session.start < midnight + LONGEST)


def _full_hour(moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    """The full hour of the zone's clock before `moment`, in UTC: zones may be half an hour apart."""
    past = moment.astimezone(zone)
    return moment - datetime.timedelta(
        minutes=past.minute, seconds=past.second, microseconds=past.microsecond
    )


def _by_room(sessions: list[Session]) -> list[tuple[Room | None, list[Session]]]:
    rooms: dict[int | None, tuple[Room | None, list[Session]]] = {}
    for session in sessions:
        key = session.room.id if session.room else None
        rooms.setdefault(key, (session.room, []))[1].append(session)
    return sorted(rooms.values(), key=lambda column: _room_order(column[0]))


def _room_order(room: Room | None) -> tuple[bool, bool, int, str, int]:
    if room is None:
        return (True, True, 0, "", 0)
    return (False, room.order is None, room.order or 0, room.name or "", room.id)


def _column(
    room: Room | None, sessions: list[Session], first: datetime.datetime, close: datetime.datetime
) -> Column:
    clashing = {session.id for pair in overlapping(sessions) for session in pair} if room else set()
    spans = {session.id: _span(session, first, close) for session in sessions}
    lanes = _lanes(spans)
    placed = [
        Placed(session, *spans[session.id], lanes[session.id], session.id in clashing)
        for session in sessions
        if lanes[session.id] <= MOST_LANES
    ]
    placed.sort(key=lambda each: (each.row, each.lane))
    return Column(room, placed, max((each.lane for each in placed), default=0) or 1)


def _span(session: Session, first: datetime.datetime, close: datetime.datetime) -> tuple[int, int]:
    """The row in which a session begins and how many it takes, cut off where the day is closed."""
    row = (session.start - first) // STEP
    end = min(session.end, close) if takes_time(session) else session.start
    return row + 1, max(SHORTEST, -((first - end) // STEP) - row)


def _lanes(spans: dict[int, tuple[int, int]]) -> dict[int, int]:
    """The lane of each session by id, from 1 on; 0 for one that has nothing beside it."""
    lanes: dict[int, int] = {}
    cluster: list[int] = []
    free: list[int] = []
    for key, (row, rows) in sorted(spans.items(), key=lambda each: (each[1], each[0])):
        if all(until <= row for until in free):
            _alone(cluster, lanes)
            cluster, free = [], []
        lane = next((at for at, until in enumerate(free) if until <= row), len(free))
        free[lane : lane + 1] = [row + rows]
        lanes[key] = lane + 1
        cluster.append(key)
    _alone(cluster, lanes)
    return lanes


def _alone(cluster: list[int], lanes: dict[int, int]) -> None:
    if len(cluster) == 1:
        lanes[cluster[0]] = 0
