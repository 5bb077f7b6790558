"""What frab's XML and frab's JSON have in common: an event, and how it becomes a session."""

import datetime as dt
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from poseidon.domain.imports import clock
from poseidon.domain.imports.casting import Speaker, add_session, cast
from poseidon.domain.imports.errors import FileRefusedError, at
from poseidon.domain.imports.identity import canonical
from poseidon.domain.imports.programme import Programme, Room, Session
from poseidon.domain.imports.timekeeper import Timekeeper


@dataclass(slots=True)
class Event:
    """An event as the file has it; `words` maps element or key to text."""

    where: str
    words: dict[str, str | None]
    do_not_record: bool | None = None
    do_not_stream: bool | None = None
    recording_license: str | None = None
    recording_url: str | None = None
    speakers: list[Speaker] = field(default_factory=list)

    @property
    def identity(self) -> str | None:
        """What it is known by: guid, pretalx's code, frab's number, or its slug."""
        number = self.words.get("id")
        numbered = f"event-{number}" if number else None
        told = self.words.get("guid") or self.words.get("code") or numbered or self.words.get("slug")
        return canonical(told) if told else None


@dataclass(slots=True)
class Day:
    """A day of the programme: its date, and when it opens where that is said."""

    date: dt.date
    opens: dt.datetime | None


class FrabBuilder:
    """Puts days, rooms and events into a Programme. Raises FileRefusedError with the place."""

    def __init__(self, programme: Programme, times: Timekeeper) -> None:
        self.programme, self.times = programme, times
        programme.conference.offsets = times.offsets
        self._rooms_by_name: dict[str, Room] = {}
        self._rooms_by_guid: dict[str, Room] = {}

    def conference(self, *, name: str | None, zone: str | None, website: str | None, where: str) -> None:
        """What the file says of the conference; a time zone nobody knows is noted and left out."""
        facts = self.programme.conference
        facts.name, facts.website = name, website
        if zone is None:
            return
        try:
            self.times.file_says(zone)
        except ValueError as error:
            self.programme.note(f"{where}: {error}; it was left out")
            return
        facts.timezone = zone

    def span(self, start: str | None, end: str | None, where: str) -> None:
        """First and last day of the conference."""
        facts = self.programme.conference
        facts.first_day = self.times.local_day(start, where) if start else None
        facts.last_day = self.times.local_day(end, where) if end else None

    def day(self, date: str | None, start: str | None, where: str) -> Day:
        """A day; without a date it is that of its start."""
        opens = self.times.opening(start, where) if start else None
        if date:
            return Day(at(where, clock.read_day, date), opens)
        if opens is None:
            raise FileRefusedError("has neither a date nor a start", place=where)
        return Day(opens.date(), opens)

    def room(self, name: str | None, guid: str | None, where: str) -> str | None:
        """Key of the room, which is noted when first seen; None where it has no name."""
        guid = canonical(guid) if guid else None
        key = guid or name
        if key is None:
            return None
        room = self._room(name, guid)
        if room is None:
            rooms = self.programme.rooms
            room = rooms[key] = Room(key, name or key, where, guid, order=len(rooms) + 1)
        room.external_id = room.external_id or guid
        self._rooms_by_name.setdefault(name or key, room)
        if guid:
            self._rooms_by_guid[guid] = room
        return room.key

    def _room(self, name: str | None, guid: str | None) -> Room | None:
        """The room as it was seen before: a guid may come later than the name, or be left out again."""
        if guid in self._rooms_by_guid:
            return self._rooms_by_guid[guid]
        namesake = self._rooms_by_name.get(name or "")
        return None if namesake is None or (guid and namesake.external_id) else namesake

    def event(self, event: Event, day: Day, room: str | None) -> Session | None:
        """Adds the session of `event`; None where it is skipped."""
        title, identity = event.words.get("title"), event.identity
        if not title or not identity:
            lacks = "title" if identity else "guid, code, id or slug"
            self.programme.skip(
                "sessions", title or identity or "an event", f"it has no {lacks}", event.where
            )
            return None
        session = Session(identity, title, event.where, room=room, day=day.date)
        self._time(session, event, day)
        _describe(session, event)
        if not add_session(self.programme, session):
            return None
        cast(self.programme, session, event.speakers)
        return session

    def _time(self, session: Session, event: Event, day: Day) -> None:
        words, where = event.words, event.where
        session.start = self.times.start(words.get("date"), words.get("start"), day.date, day.opens, where)
        if session.start is not None:
            session.end = self.times.end(session.start, words.get("duration"), words.get("end"), where)


def _describe(session: Session, event: Event) -> None:
    words = event.words
    for column in ("subtitle", "type", "track", "language", "slug", "url", "description"):
        setattr(session, column, words.get(column))
    session.summary = words.get("abstract")
    session.url = session.url or words.get("origin_url")
    session.do_not_record, session.do_not_stream = event.do_not_record, event.do_not_stream
    session.recording_license = event.recording_license
    session.recording_url = event.recording_url or words.get("video_download_url")


def host_of(address: str | None) -> str | None:
    """The host that `address` names; None where it names none, or is no address."""
    try:
        return urlsplit(address or "").hostname
    except ValueError:
        return None
