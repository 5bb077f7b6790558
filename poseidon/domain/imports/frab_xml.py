"""frab's XML, as frab, pretalx and the congress hub write it."""

import re
import textwrap
from typing import Final

from poseidon.domain.imports.answers import add_answer
from poseidon.domain.imports.casting import Speaker
from poseidon.domain.imports.errors import NotThisKindError
from poseidon.domain.imports.frab import Day, Event, FrabBuilder, host_of
from poseidon.domain.imports.programme import Programme
from poseidon.domain.imports.timekeeper import Timekeeper
from poseidon.domain.imports.xml_tree import Element, read_xml

FORMAT: Final = "frab XML"
_LONG: Final = ("abstract", "description")
_ATTRIBUTES: Final = ("guid", "id", "code")
_NO: Final = ("false", "0", "no", "")


def read_frab_xml(data: bytes, *, times: Timekeeper | None = None) -> Programme:
    """The programme in `data`. FileRefusedError names line and element of what is wrong."""
    root = read_xml(data)
    if root.tag != "schedule":
        reason = f"is XML whose root is <{root.tag}>; a frab programme starts with <schedule>"
        raise NotThisKindError(reason, place=f"line {root.line}")
    programme = Programme(FORMAT)
    builder = FrabBuilder(programme, times or Timekeeper())
    _read_conference(root, builder)
    for element in root.all("day"):
        day = builder.day(element.get("date"), element.get("start"), element.place)
        for room in element.all("room"):
            key = builder.room(room.get("name"), room.get("guid"), room.place)
            for event in room.all("event"):
                _read_event(event, builder, day, key)
    return programme


def _read_conference(root: Element, builder: FrabBuilder) -> None:
    conference = root.first("conference")
    if conference is None:
        return
    name, zone = conference.words("title"), conference.words("time_zone_name")
    website = conference.words("url") or conference.words("base_url")
    builder.conference(name=name, zone=zone, website=website, where=conference.place)
    builder.span(conference.words("start"), conference.words("end"), conference.place)
    base = conference.words("base_url") or root.words("url") or website
    builder.programme.id_space = host_of(base)


def _read_event(element: Element, builder: FrabBuilder, day: Day, room: str | None) -> None:
    event = Event(_place(element), {**_words(element), **{name: element.get(name) for name in _ATTRIBUTES}})
    event.do_not_stream = _truth(element.words("do_not_stream"))
    event.do_not_record = _truth(element.words("do_not_record"))
    if (recording := element.first("recording")) is not None:
        event.recording_license = recording.words("license")
        event.recording_url = recording.words("url")
        event.do_not_record = _truth(recording.words("optout"))
    if (persons := element.first("persons")) is not None:
        event.speakers = [_speaker(person) for person in persons.all("person")]
    session = builder.event(event, day, room or builder.room(element.words("room"), None, element.place))
    if session is not None:
        _read_answers(element, builder.programme, session.key)


def _read_answers(element: Element, programme: Programme, session: str) -> None:
    answers = element.first("answers")
    for answer in answers.all("answer") if answers is not None else ():
        question = answer.words("question") or answer.get("question")
        if question:
            said = answer.words("answer") or answer.text.strip()
            add_answer(programme, ("session", session), question, [said], where=answer.place)


def _place(element: Element) -> str:
    known_by = next((f" {name}={found!r}" for name in _ATTRIBUTES if (found := element.get(name))), "")
    return f"line {element.line}, <event{known_by}>"


def _words(element: Element) -> dict[str, str | None]:
    words = {child.tag: child.text.strip() or None for child in element.children}
    return {tag: _outdented(text) if text and tag in _LONG else text for tag, text in words.items()}


def _outdented(text: str) -> str:
    """Without the indentation that a pretty-printed file puts before every line of a long text."""
    first, line_break, rest = text.partition("\n")
    return first + line_break + textwrap.dedent(rest) if re.search(r"\n +\S", text) else text


def _speaker(person: Element) -> Speaker:
    return Speaker(
        " ".join(person.text.split()) or person.words("name"),
        person.place,
        guid=person.get("guid"),
        code=person.get("code"),
        number=person.get("id"),
        biography=person.words("biography"),
    )


def _truth(text: str | None) -> bool | None:
    return None if text is None else text.casefold() not in _NO
