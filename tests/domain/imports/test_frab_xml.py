"""frab's XML into a programme."""

import datetime as dt

import pytest

from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.frab_xml import read_frab_xml
from poseidon.domain.imports.programme import Programme, Role
from tests.domain.imports.conftest import data

EVENT = "0f2f9c1e-0000-5000-8000-00000000e00"
ADA, BO = "0f2f9c1e-0000-5000-8000-00000000a001", "0f2f9c1e-0000-5000-8000-00000000a002"


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_frab_xml(data("frab.xml"))


def utc(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]


def schedule(inside: str, day: str = 'date="2026-01-01"') -> bytes:
    return f"<schedule>\n<day {day}>\n<room name='A'>\n{inside}\n</room>\n</day>\n</schedule>".encode()


def test_the_conference_is_read(programme: Programme) -> None:
    facts = programme.conference
    assert (facts.name, facts.timezone) == ("Lantern Days 2026", "Europe/Berlin")
    assert facts.website == "https://lantern.example/2026/"
    assert (facts.first_day, facts.last_day) == (dt.date(2026, 3, 28), dt.date(2026, 3, 29))
    assert (programme.format, programme.id_space) == ("frab XML", "lantern.example")


def test_rooms_are_read_once_in_order_with_and_without_guid(programme: Programme) -> None:
    rooms = [(room.name, room.external_id, room.order) for room in programme.rooms.values()]
    assert rooms == [("Great Hall", "0f2f9c1e-0000-5000-8000-000000000001", 1), ("Cellar", None, 2)]


def test_an_event_keeps_all_it_says(programme: Programme) -> None:
    opening = programme.sessions[EVENT + "1"]
    assert (opening.title, opening.subtitle) == ("Opening & welcome", "All lamps on")
    assert (opening.track, opening.type, opening.language) == ("Craft", "Ceremony", "de, en")
    assert (opening.start, opening.end) == (utc(2026, 3, 28, 9), utc(2026, 3, 28, 9, 45))
    assert (opening.slug, opening.url) == ("lantern26-1-opening", "https://lantern.example/2026/opening")
    assert (opening.recording_license, opening.do_not_record, opening.do_not_stream) == (
        "CC BY 4.0",
        True,
        True,
    )
    assert opening.roles == [Role(ADA, "speaker"), Role(BO, "speaker")]


def test_what_an_event_does_not_say_is_nothing(programme: Programme) -> None:
    closing = programme.sessions[EVENT + "4"]
    assert closing.track is closing.subtitle is closing.do_not_record is closing.do_not_stream is None


def test_the_indentation_of_the_file_is_no_part_of_a_text(programme: Programme) -> None:
    description = programme.sessions[EVENT + "1"].description
    assert description == "First paragraph.\n\nSecond paragraph, indented by the writer of the file."


def test_a_talk_at_one_in_the_morning_counts_to_the_day_it_stands_in(programme: Programme) -> None:
    night = programme.sessions[EVENT + "2"]
    assert night.day == dt.date(2026, 3, 28)
    assert (night.start, night.end) == (utc(2026, 3, 29, 0), utc(2026, 3, 29, 2, 30))


def test_the_hour_that_summer_time_takes_is_not_counted(programme: Programme) -> None:
    assert programme.sessions[EVENT + "4"].start == utc(2026, 3, 29, 8)


def test_people_have_the_id_that_says_most(programme: Programme) -> None:
    people = {person.name.full: person.external_id for person in programme.people.values()}
    assert people == {"Ada Lindqvist": ADA, "Bo": BO, "Cléa van der Berg": "17", "Dana Without Number": None}


def test_answers_are_read(programme: Programme) -> None:
    assert programme.answers == {("session", EVENT + "1", "question-6"): "Two microphones"}


def test_an_event_that_stands_there_twice_is_one_and_is_told() -> None:
    event = "<event guid='g1'><title>T</title><date>2026-01-01T10:00:00Z</date></event>"
    programme = read_frab_xml(schedule(event + "\n" + event))
    assert list(programme.sessions) == ["g1"]
    assert [(skip.what, skip.where) for skip in programme.skipped] == [("T", "line 5, <event guid='g1'>")]


def test_a_further_slot_of_an_event_is_a_session_of_its_own() -> None:
    event = "<event guid='g1'><title>T</title><date>2026-01-01T1{}:00:00Z</date></event>"
    programme = read_frab_xml(schedule(event.format(0) + event.format(2)))
    assert list(programme.sessions) == ["g1", "g1-2"]


def test_an_event_without_title_or_id_is_skipped_with_the_reason() -> None:
    programme = read_frab_xml(schedule("<event guid='g1'/><event><title>No id</title></event>"))
    assert programme.sessions == {}
    assert [skip.reason for skip in programme.skipped] == [
        "it has no title",
        "it has no guid, code, id or slug",
    ]


def test_an_old_file_with_times_of_day_only_is_read_in_its_zone() -> None:
    events = "<event id='1'><title>Late</title><start>00:30</start><duration>01:00</duration></event>"
    zone = b"<conference><time_zone_name>Europe/Berlin</time_zone_name></conference>"
    programme = read_frab_xml(schedule(events).replace(b"<schedule>", b"<schedule>" + zone))
    late = programme.sessions["event-1"]
    assert (late.day, late.start) == (dt.date(2026, 1, 1), utc(2026, 1, 1, 23, 30))


def test_a_zone_that_does_not_exist_is_noted_and_left_out() -> None:
    zone = b"<conference><time_zone_name>Moon/Tranquility</time_zone_name></conference>"
    programme = read_frab_xml(schedule("").replace(b"<schedule>", b"<schedule>" + zone))
    assert programme.conference.timezone is None
    assert "Moon/Tranquility" in programme.notes[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<programme/>", r"line 1: is XML whose root is <programme>"),
        (schedule("", day='date="tomorrow"'), r"line 2, <day>: 'tomorrow' is not a date such as"),
        (schedule("", day=""), r"line 2, <day>: has neither a date nor a start"),
        (
            schedule("<event guid='g1'><title>T</title><date>2026-01-01Tnoon</date></event>"),
            r"line 4, <event guid='g1'>, date: '2026-01-01Tnoon' is not a date with a time",
        ),
        (
            schedule(
                "<event id='8'><title>T</title><date>2026-01-01T10:00:00Z</date>"
                "<duration>long</duration></event>"
            ),
            r"line 4, <event id='8'>, duration: 'long' is not a duration such as 01:30",
        ),
    ],
)
def test_a_broken_file_names_line_and_element(content: bytes, message: str) -> None:
    with pytest.raises(FileRefusedError, match=message):
        read_frab_xml(content)
