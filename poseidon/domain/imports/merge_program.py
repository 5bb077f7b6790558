"""Rooms, sessions, and who and what is in them."""

from collections.abc import Iterator, Mapping
from typing import Any

from poseidon.commons.folding import fold
from poseidon.domain.imports.identity import canonical
from poseidon.domain.imports.links import Link, merge_links
from poseidon.domain.imports.programme import Room as ToldRoom
from poseidon.domain.imports.programme import Session as ToldSession
from poseidon.domain.imports.rows import Merge
from poseidon.domain.program.models import Room, Session, SessionAbstract, SessionPerson

_AS_TOLD = (
    "title", "subtitle", "type", "track", "day", "start", "end", "language", "summary", "description", "slug",
    "url", "recording_license", "recording_url", "do_not_record", "do_not_stream",
)  # fmt: skip


def merge_rooms(merge: Merge) -> dict[str, Room]:
    """Rooms by key: found by external id, else by name where one of the two has no id."""
    rooms: dict[str, Room] = {}
    new: dict[str, Room] = {}
    known = _known_rooms(merge)
    for key, told in merge.programme.rooms.items():
        if key in known:
            rooms[key] = merge.bring("rooms", known[key], _room_values(told), told.where)
        else:
            new[key] = merge.make(Room, {"conference_code": merge.code, **_room_values(told)}, told.where)
    merge.insert("rooms", list(new.values()), known_by=("name", "external_id"))
    return rooms | new


def _known_rooms(merge: Merge) -> dict[str, Room]:
    """Stored rooms by key, none of them twice: by id, then by the very name, then however it is written, so
    that "Studio C" and "Studio C#" stay two."""
    free = list(Room.objects.filter(conference_code=merge.code).order_by("-pk"))
    known: dict[str, Room] = {}
    for trait in (_by_id, _by_name, _by_folded_name):
        rows = {name: row for row in free if (name := trait(row))}
        for key, told in merge.programme.rooms.items():
            row = rows.get(trait(told)) if key not in known else None
            if row is None or (trait is not _by_id and told.external_id and row.external_id):
                continue
            known[key] = rows.pop(trait(told))
        taken = {row.pk for row in known.values()}
        free = [row for row in free if row.pk not in taken]
    return known


def _by_id(room: Room | ToldRoom) -> str:
    return canonical(room.external_id or "")


def _by_name(room: Room | ToldRoom) -> str:
    return room.name or ""


def _by_folded_name(room: Room | ToldRoom) -> str:
    return fold(room.name or "")


def _room_values(told: ToldRoom) -> dict[str, Any]:
    return {name: getattr(told, name) for name in ("name", "external_id", "capacity", "order", "description")}


def merge_sessions(merge: Merge, rooms: Mapping[str, Room]) -> dict[str, Session]:
    """Sessions by key, found by external id among those of the conference."""
    rows = Session.objects.filter(conference_code=merge.code, external_id__isnull=False).order_by("-pk")
    stored = {canonical(row.external_id or ""): row for row in rows}
    sessions: dict[str, Session] = {}
    new: dict[str, Session] = {}
    for key, told in merge.programme.sessions.items():
        values = _session_values(told, rooms)
        if key in stored:
            sessions[key] = merge.bring("sessions", stored[key], values, told.where)
        else:
            values |= {"conference_code": merge.code, "external_id": key}
            new[key] = merge.make(Session, values, told.where)
    merge.insert("sessions", list(new.values()), known_by=("external_id",))
    merge.note_missing("sessions", len(stored.keys() - merge.programme.sessions.keys()))
    return sessions | new


def _session_values(told: ToldSession, rooms: Mapping[str, Room]) -> dict[str, Any]:
    room = rooms[told.room].pk if told.room else None
    return {**{name: getattr(told, name) for name in _AS_TOLD}, "room_id": room}


def merge_roles(merge: Merge, sessions: Mapping[str, int], pids: Mapping[str, int]) -> None:
    """Who is in which session as what, in the file's order."""

    def told() -> Iterator[Link]:
        for key, number in sessions.items():
            session = merge.programme.sessions[key]
            once = dict.fromkeys((pids[part.person], part.role) for part in session.roles)
            for order, (pid, role) in enumerate(once, start=1):
                yield Link((number, pid, role), {"order": order}, session.where)

    rows = SessionPerson.objects.filter(session__conference_code=merge.code)
    merge_links(merge, "roles", rows, ("session_id", "pid", "role"), told(), sessions.values())


def merge_placements(merge: Merge, sessions: Mapping[str, int], abstracts: Mapping[str, int]) -> None:
    """Which abstract is presented in which session, in the file's order."""

    def told() -> Iterator[Link]:
        for key, number in sessions.items():
            session = merge.programme.sessions[key]
            for order, abstract in enumerate(session.abstracts, start=1):
                yield Link((number, abstracts[abstract]), {"order": order}, session.where)

    rows = SessionAbstract.objects.filter(session__conference_code=merge.code)
    if abstracts:
        merge_links(merge, "placements", rows, ("session_id", "abstract_id"), told(), sessions.values())
