"""The programme in numbers: sessions by day and room."""

import datetime
from collections import Counter
from typing import NamedTuple

from poseidon.domain.program.models import Room
from poseidon.domain.program.programme import Programme
from poseidon.domain.program.selectors import day_of

Date = datetime.date | None


class RoomCounts(NamedTuple):
    """How many sessions a room has on each day, and in all; `room` is None for those without one."""

    room: Room | None
    by_day: list[int]
    total: int


class DayRoomCounts(NamedTuple):
    """Sessions by day and room; every list of days is in the order of `days`, None last."""

    days: list[Date]
    day_totals: list[int]
    rooms: list[RoomCounts]


def sessions_by_day_and_room(programme: Programme, zone: datetime.tzinfo) -> DayRoomCounts:
    """The programme's sessions counted; the room with most first, those without a room last."""
    counts: Counter[tuple[int | None, Date]] = Counter()
    rooms: dict[int | None, Room | None] = {}
    for session in programme.sessions:
        key = session.room.id if session.room else None
        rooms[key] = session.room
        counts[key, day_of(session, zone)] += 1
    dates = {date for _, date in counts}
    days: list[Date] = [
        *sorted(date for date in dates if date is not None),
        *([None] if None in dates else []),
    ]
    lines = [_room_counts(room, [counts[key, day] for day in days]) for key, room in rooms.items()]
    lines.sort(key=lambda line: (line.room is None, -line.total, str(line.room), line.room and line.room.id))
    return DayRoomCounts(days, [sum(line.by_day[at] for line in lines) for at in range(len(days))], lines)


def _room_counts(room: Room | None, by_day: list[int]) -> RoomCounts:
    return RoomCounts(room, by_day, sum(by_day))
