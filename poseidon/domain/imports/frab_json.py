"""frab's JSON, as frab and pretalx export it: the same programme as the XML, with more about people."""

from typing import Final
from urllib.parse import urljoin

from poseidon.domain.imports.answers import add_json_answers
from poseidon.domain.imports.casting import Speaker, add_speaker
from poseidon.domain.imports.frab import Day, Event, FrabBuilder, host_of
from poseidon.domain.imports.json_tree import Node
from poseidon.domain.imports.programme import Programme
from poseidon.domain.imports.timekeeper import Timekeeper

FORMAT: Final = "frab JSON"
_WORDS: Final = (
    "guid", "id", "code", "slug", "title", "subtitle", "track", "type", "language", "abstract", "description",
    "url", "origin_url", "video_download_url", "date", "start", "end", "duration",
)  # fmt: skip


def read_frab_json(document: Node, *, times: Timekeeper | None = None, language: str = "en") -> Programme:
    """The programme in `document`. FileRefusedError names the path of what is wrong."""
    return _FrabJson(document, times or Timekeeper(), language).read()


class _FrabJson:
    def __init__(self, document: Node, times: Timekeeper, language: str) -> None:
        self.schedule, self.language = document.child("schedule"), language
        self.base = self.schedule.text("base_url")
        self.programme = Programme(FORMAT, id_space=host_of(self.base))
        self.builder = FrabBuilder(self.programme, times)

    def read(self) -> Programme:
        conference = self.schedule.child("conference")
        zone, website = conference.text("time_zone_name"), conference.text("url") or self.base
        name = conference.child("title").words(self.language)
        self.builder.conference(name=name, zone=zone, website=website, where=conference.path)
        self.builder.span(conference.text("start"), conference.text("end"), conference.path)
        guids = self._rooms(conference)
        for node in conference.child("days").items():
            day = self.builder.day(node.text("date"), node.text("day_start"), node.path)
            for name, events in node.child("rooms").entries():
                room = self.builder.room(name.strip() or None, guids.get(name), events.path)
                for event in events.items():
                    self._event(event, day, room)
        return self.programme

    def _rooms(self, conference: Node) -> dict[str, str]:
        """The rooms that newer files list by themselves: guid by name."""
        guids: dict[str, str] = {}
        for node in conference.child("rooms").items():
            name, guid = node.child("name").words(self.language), node.text("guid")
            key = self.builder.room(name, guid, node.path)
            if key is not None:
                room = self.programme.rooms[key]
                room.capacity = node.number("capacity")
                room.description = node.child("description").words(self.language)
            if name and guid:
                guids[name] = guid
        return guids

    def _event(self, node: Node, day: Day, room: str | None) -> None:
        event = Event(node.path, {key: node.child(key).words(self.language) for key in _WORDS})
        event.do_not_record, event.do_not_stream = node.truth("do_not_record"), node.truth("do_not_stream")
        event.recording_license = node.text("recording_license")
        people = list(node.child("persons").items())
        event.speakers = [self._speaker(person) for person in people]
        session = self.builder.event(event, day, room)
        if session is None:
            return
        add_json_answers(self.programme, ("session", session.key), node.child("answers"), self.language)
        for person, speaker in zip(people, event.speakers, strict=True):
            key = add_speaker(self.programme, speaker) if speaker.name else None
            if key is not None:
                add_json_answers(self.programme, ("person", key), person.child("answers"), self.language)

    def _speaker(self, node: Node) -> Speaker:
        photo = node.text("avatar") or node.text("avatar_url")
        return Speaker(
            node.child("public_name").words(self.language) or node.child("name").words(self.language),
            node.path,
            guid=node.text("guid"),
            code=node.text("code"),
            number=node.text("id"),
            biography=node.child("biography").words(self.language),
            photo=_joined(self.base, photo) if photo else None,
        )


def _joined(base: str | None, address: str) -> str:
    """`address` below `base`; as it stands where one of the two is no address."""
    try:
        return urljoin(base or "", address)
    except ValueError:
        return address
