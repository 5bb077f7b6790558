"""pretalx's JSON dump: day, minute of the day, room, submission; bilingual names; breaks beside it all."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from poseidon.domain.imports import clock
from poseidon.domain.imports.answers import add_json_answers
from poseidon.domain.imports.casting import Speaker, add_session, add_speaker, cast
from poseidon.domain.imports.errors import FileRefusedError, at
from poseidon.domain.imports.identity import canonical
from poseidon.domain.imports.json_tree import Node
from poseidon.domain.imports.programme import Programme, Room, Session
from poseidon.domain.imports.timekeeper import Timekeeper

FORMAT: Final = "pretalx JSON"
BREAKS: Final = "extra"
_NO_PROGRAMME: Final = (BREAKS, "rooms", "speakers")
_LONGEST_BREAK: Final = dt.timedelta(hours=4)
_GONE: Final = ("canceled", "cancelled", "deleted", "rejected", "withdrawn")


@dataclass(slots=True)
class _Place:
    day: dt.date
    minute: int
    room: str
    node: Node
    slot: Node | None = None


def is_pretalx(document: Node) -> bool:
    """Whether `document` has the shape of such a dump: `schedule` keyed by dates."""
    schedule = document.value.get("schedule") if isinstance(document.value, dict) else None
    return isinstance(schedule, dict) and bool(schedule) and all(map(_is_date, schedule))


def read_pretalx(document: Node, *, times: Timekeeper | None = None, language: str = "en") -> Programme:
    """The programme in `document`. FileRefusedError names the path of what is wrong."""
    return _Pretalx(document, times or Timekeeper(), language).read()


class _Pretalx:
    def __init__(self, document: Node, times: Timekeeper, language: str) -> None:
        self.document, self.times, self.language = document, times, language
        self.programme = Programme(FORMAT)
        self.programme.conference.offsets = self.times.offsets
        self._offsets: dict[dt.date, dt.timedelta] = {}

    def read(self) -> Programme:
        for node in self.document.child("rooms").items():
            self._room(node)
        for _, node in self.document.child("speakers").entries():
            self._person(node)
        places = sorted(self._places(), key=lambda place: (place.day, place.minute))
        for place in places:  # before anything that has only a minute of the day: the moments tell its offset
            place.slot = self._slot(place)
        for place in places:
            self._session(place)
        self._breaks()
        return self.programme

    def _places(self) -> Iterator[_Place]:
        """Every place where a submission stands: in `schedule`, `sprints`, and whatever else is keyed so."""
        for part, days in self.document.entries():
            if part in _NO_PROGRAMME:
                continue
            if not (isinstance(days.value, dict) and all(map(_is_date, days.value))):
                self.programme.note(f"{part!r} of the file is not read: it is not keyed by days")
                continue
            for day, minute, rooms in _slots(days):
                yield from (_Place(day, minute, room, node) for room, node in rooms.entries())

    def _room(self, node: Node) -> str | None:
        key, name = node.text("id"), self._words(node, "name")
        rooms = self.programme.rooms
        if key is None or name is None:
            return None
        if key not in rooms:
            guid = node.text("guid") or node.text("uuid")
            room = rooms[key] = Room(key, name, node.path, canonical(guid) if guid else None)
            room.capacity, room.order = node.number("capacity"), len(rooms)
            room.description = self._words(node, "description")
        return key

    def _room_of(self, slot: Node) -> str | None:
        if isinstance(slot.child("room").value, dict):
            return self._room(slot.child("room"))
        return number if (number := _room_id(slot)) in self.programme.rooms else None

    def _speaker(self, node: Node) -> Speaker:
        photo = node.text("avatar_url") or node.text("avatar")
        speaker = Speaker(self._words(node, "name"), node.path, code=node.text("code"), photo=photo)
        speaker.biography = self._words(node, "biography")
        return speaker

    def _person(self, node: Node) -> Speaker:
        """The person in `node`, noted with their answers."""
        speaker = self._speaker(node)
        key = add_speaker(self.programme, speaker)
        if key is not None:
            add_json_answers(self.programme, ("person", key), node.child("answers"), self.language)
        return speaker

    def _session(self, place: _Place) -> None:
        node, programme = place.node, self.programme
        code, title, state = node.text("code"), self._words(node, "title"), node.text("state")
        if not code or not title or state in _GONE:
            reason = f"it is {state}" if code and title else "it has no code or no title"
            programme.skip("sessions", title or code or "a submission", reason, node.path)
            return
        session = Session(code, title, node.path, day=place.day)
        self._time(session, place)
        self._describe(session, node)
        if not add_session(programme, session):
            return
        cast(programme, session, [self._person(person) for person in node.child("speakers").items()])
        add_json_answers(programme, ("session", session.key), node.child("answers"), self.language)

    def _describe(self, session: Session, node: Node) -> None:
        kind, track = node.child("submission_type"), node.child("track")
        session.type = self._words(kind, "name") if "name" in kind else kind.words(self.language)
        session.track = self._words(track, "name") if "name" in track else track.words(self.language)
        session.language = node.text("content_locale")
        session.summary, session.description = self._words(node, "abstract"), self._words(node, "description")
        session.do_not_record = node.truth("do_not_record")

    def _words(self, node: Node, key: str) -> str | None:
        return node.child(key).words(self.language)

    def _time(self, session: Session, place: _Place) -> None:
        """Time and room of the submission's slot that stands here; else what the keys say."""
        slot = place.slot
        if slot is not None:
            session.room = self._room_of(slot)
            session.start = self.times.utc(slot.text("start") or "", f"{slot.path}.start")
            end = slot.text("end")
            session.end = self.times.utc(end, f"{slot.path}.end") if end else None
            return
        session.room = place.room if place.room in self.programme.rooms else None
        session.start = self._at(place.day, place.minute, place.node.path)
        duration = place.node.text("duration")
        session.end = self.times.end(session.start, duration, None, place.node.path)

    def _slot(self, place: _Place) -> Node | None:
        for slot in place.node.child("slots").items():
            if "start" not in slot or "room" not in slot:
                continue
            start = self.times.moment(slot.text("start") or "", f"{slot.path}.start")
            if _room_id(slot) == place.room and start.date() == place.day:
                self._offsets[place.day] = start.utcoffset() or dt.timedelta(0)
                return slot
        return None

    def _at(self, day: dt.date, minute: int, place: str) -> dt.datetime:
        """`minute` of `day` in the zone; where none is known, at the offset that the day's moments have."""
        offset = self._offsets.get(day) or min(self.times.offsets, default=dt.timedelta(0))
        zone = self.times.zone or dt.timezone(offset)
        time = dt.time(minute // 60, minute % 60)
        return at(place, clock.to_utc, dt.datetime.combine(day, time, zone))

    def _breaks(self) -> None:
        """Breaks become sessions of type break, without room or people, until the next thing begins."""
        starts = sorted(session.start for session in self.programme.sessions.values() if session.start)
        for day, minute, node in _slots(self.document.child(BREAKS)):
            title = self._words(node, "title")
            if title is None:
                self.programme.skip("sessions", "a break", "it has no title", node.path)
                continue
            start = self._at(day, minute, node.path)
            session = Session(
                node.text("id") or f"break-{day}-{minute}", title, node.path, type="break", day=day
            )
            session.start = start
            session.end = next((later for later in starts if later > start), None)
            if session.end is not None and session.end - start > _LONGEST_BREAK:
                session.end = None
            add_session(self.programme, session)


def _room_id(slot: Node) -> str | None:
    """Number of the slot's room, which newer dumps give in place of the room."""
    room = slot.child("room")
    return room.text("id") if isinstance(room.value, dict) else room.words()


def _slots(days: Node) -> Iterator[tuple[dt.date, int, Node]]:
    """Day, minute of the day and what stands there, of `{day: {minute: …}}`."""
    for day, minutes in days.entries():
        for minute, node in minutes.entries():
            if not (minute.isdecimal() and len(minute) < 9 and int(minute) < 24 * 60):
                raise FileRefusedError(f"{minute[:60]!r} is not a minute of the day", place=minutes.path)
            yield at(days.path, clock.read_day, day), int(minute), node


def _is_date(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
