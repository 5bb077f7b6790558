"""What wants attention in a programme: sessions that lack something, people and rooms taken twice."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from poseidon.commons.tallies import spelling_key
from poseidon.domain.program.models import Room, Session, SessionPerson
from poseidon.domain.program.overlaps import first_pairs
from poseidon.domain.program.programme import Programme

CHAIR: Final = str(SessionPerson.Role.CHAIR)
LEADING: Final = frozenset((CHAIR, str(SessionPerson.Role.MODERATOR)))
BREAK: Final = "break"
CHAIRED_SHARE: Final = 10
"""A type of session has chairs if at least one in this many of its sessions has one."""


class RoomClash(NamedTuple):
    """Two sessions in one room at the same time."""

    room: Room
    first: Session
    second: Session


class PersonClash(NamedTuple):
    """Two sessions at the same time, not in the same room, in which a person has to be."""

    pid: int
    first: Session
    second: Session


def without_chair(programme: Programme) -> list[Session]:
    """Sessions that nobody chairs or moderates, of types that have chairs in this conference; by id."""
    chaired = {each.session_id for each in programme.presences if each.role == CHAIR}
    led = {each.session_id for each in programme.presences if each.role in LEADING}
    by_type: dict[str, list[Session]] = defaultdict(list)
    for session in programme.sessions:
        by_type[spelling_key(session.type)].append(session)
    with_chairs = {
        type_
        for type_, sessions in by_type.items()
        if 0 < len(sessions) <= CHAIRED_SHARE * sum(session.id in chaired for session in sessions)
    }
    return [
        session
        for session in programme.sessions
        if spelling_key(session.type) in with_chairs and session.id not in led
    ]


def without_room(programme: Programme) -> list[Session]:
    """Sessions without a room, or with one that is gone; breaks need none."""
    return [
        session
        for session in programme.sessions
        if session.room is None and spelling_key(session.type) != BREAK
    ]


def without_time(programme: Programme) -> list[Session]:
    """Sessions without a beginning or without an end."""
    return [session for session in programme.sessions if session.start is None or session.end is None]


def ending_before_start(programme: Programme) -> list[Session]:
    """Sessions that end when they begin, or earlier."""
    return [
        session
        for session in programme.sessions
        if session.start is not None and session.end is not None and session.end <= session.start
    ]


def room_clashes(programme: Programme) -> list[RoomClash]:
    """Every two sessions in one room at the same time, by time; at most MOST_PAIRS a room."""
    by_room: dict[int, list[Session]] = defaultdict(list)
    for session in programme.sessions:
        if session.room is not None:
            by_room[session.room.id].append(session)
    clashes = [
        RoomClash(first.room, first, second)
        for sessions in by_room.values()
        for first, second in first_pairs(sessions)
    ]
    return sorted(clashes, key=lambda clash: (clash.second.start, clash.first.id, clash.second.id))


def person_clashes(programme: Programme) -> list[PersonClash]:
    """Every two sessions at the same time that need one person in two places, by time.

    Sessions without a room are places of their own. At most MOST_PAIRS a person.
    """
    sessions = {session.id: session for session in programme.sessions}
    clashes = [
        PersonClash(pid, first, second)
        for pid, own in _sessions_of_people(programme).items()
        for first, second in first_pairs(sessions[each] for each in own if each in sessions)
        if first.room is None or second.room is None or first.room.id != second.room.id
    ]
    return sorted(clashes, key=lambda clash: (clash.second.start, clash.pid, clash.second.id))


def _sessions_of_people(programme: Programme) -> dict[int, set[int]]:
    by_person: dict[int, set[int]] = defaultdict(set)
    for presence in programme.presences:
        by_person[presence.pid].add(presence.session_id)
    return by_person


def sessions_of_clashes(clashes: Iterable[RoomClash | PersonClash]) -> set[int]:
    """The ids of the sessions that are part of a clash."""
    return {session.id for clash in clashes for session in (clash.first, clash.second)}
