"""What frab's XSD and JSON schema allow and hardly anybody writes: dates, durations, rooms, guids."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poseidon.domain.imports.clock import read_duration, read_moment
from poseidon.domain.imports.programme import Programme
from poseidon.domain.imports.schedule import read_schedule
from tests.domain.imports.conftest import data

YEAR_1000, YEAR_9998 = dt.datetime.fromisoformat("1000-01-01"), dt.datetime.fromisoformat("9998-01-01")
GUID = "0c16ffaa-709d-599f-959f-9a38b911361a"


def xml(inside: str, conference: str = "") -> Programme:
    content = f"<schedule><version>1</version><conference>{conference}</conference>{inside}</schedule>"
    return read_schedule(content.encode())


def utc(*told: int) -> dt.datetime:
    return dt.datetime(*told, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


def event(number: int, inside: str = "") -> str:
    return f'<event id="{number}"><title>T{number}</title>{inside}</event>'


def only(programme: Programme) -> Any:
    (session,) = programme.sessions.values()
    return session


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-03-28T24:00:00+01:00", utc(2026, 3, 28, 23)),
        ("2025-12-31T24:00:00.000Z", utc(2026, 1, 1)),
        ("2026-03-28T09:30:00.1234567Z", utc(2026, 3, 28, 9, 30)),
        ("2026-03-28t09:30:00z", utc(2026, 3, 28, 9, 30)),
        ("\n 2026-03-28T09:30:00-03:30 ", utc(2026, 3, 28, 13)),
        ("2026-03-28T00:00:00+14:00", utc(2026, 3, 27, 10)),
    ],
)
def test_a_moment_as_xml_and_rfc_3339_allow_it(told: str, moment: dt.datetime) -> None:
    day = f"<day date='2026-03-28' index='1'><room name='R'>{event(1, f'<date>{told}</date>')}</room></day>"
    assert only(xml(day)).start == moment


@settings(max_examples=60)
@given(st.datetimes(YEAR_1000, YEAR_9998), st.integers(-14 * 4, 14 * 4))
def test_every_moment_that_is_written_is_read_as_it_was(moment: dt.datetime, quarters: int) -> None:
    aware = moment.replace(tzinfo=dt.timezone(dt.timedelta(minutes=15 * quarters)))
    for separator in "T ":
        assert read_moment(aware.isoformat(separator), None) == aware


@settings(max_examples=60)
@given(st.integers(0, 9_999), st.integers(0, 59), st.none() | st.integers(0, 59))
def test_every_duration_of_the_schemas_is_read(hours: int, minutes: int, seconds: int | None) -> None:
    """The XSD has seconds of one digit or two, the JSON schema hours of any number of digits."""
    wanted = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds or 0)
    tails = [""] if seconds is None else [f":{seconds}", f":{seconds:02}"]
    for tail in tails:
        assert read_duration(f"{hours}:{minutes:02}{tail}") == wanted
        assert read_duration(f"{hours:02}:{minutes:02}{tail}") == wanted


@pytest.mark.parametrize("tail", ["", "Z", "+01:00", "-11:00"])
def test_a_date_with_an_offset_is_that_date(tail: str) -> None:
    programme = xml(
        f"<day date='2026-03-28{tail}' index='1'><room name='R'>{event(1)}</room></day>",
        f"<start>2026-03-28{tail}</start><end>2026-03-29{tail}</end>",
    )
    facts = programme.conference
    assert (facts.first_day, facts.last_day) == (dt.date(2026, 3, 28), dt.date(2026, 3, 29))
    assert only(programme).day == dt.date(2026, 3, 28)


@pytest.mark.parametrize(
    ("opens", "time", "moment"),
    [
        ("2026-03-27T23:00:00Z", "10:00", utc(2026, 3, 28, 9)),  # midnight in Berlin
        ("2026-03-27T23:00:00Z", "00:30", utc(2026, 3, 27, 23, 30)),
        ("2026-03-28T05:00:00Z", "05:30", utc(2026, 3, 29, 3, 30)),  # before six: past midnight
        ("2026-03-28T06:00:00+01:00", "06:00", utc(2026, 3, 28, 5)),
    ],
)
@pytest.mark.parametrize("date", ["date='2026-03-28'", ""])
def test_a_day_whose_opening_is_written_in_utc_opens_by_the_clocks_there(
    date: str, opens: str, time: str, moment: dt.datetime
) -> None:
    room = f"<room name='R'>{event(1, f'<start>{time}</start>')}</room>"
    day = f"<day {date} start='{opens}' index='1'>{room}</day>"
    session = only(xml(day, "<time_zone_name>Europe/Berlin</time_zone_name>"))
    assert (session.day, session.start) == (dt.date(2026, 3, 28), moment)


@pytest.mark.parametrize(
    ("first", "second", "rooms"),
    [
        ("name='R'", f"name='R' guid='{GUID}'", 1),
        (f"name='R' guid='{GUID}'", "name='R'", 1),
        (f"name='R' guid='{GUID}'", f"name='R' guid='{GUID.upper()}'", 1),
        (f"name='R' guid='{GUID}'", f"name='Q' guid='{GUID}'", 1),
        ("name='R' guid='a'", "name='R' guid='b'", 2),
        ("name='R'", "name='Q'", 2),
    ],
)
def test_a_room_is_one_however_its_days_name_it(first: str, second: str, rooms: int) -> None:
    days = "".join(
        f"<day date='2026-03-2{number}' index='{number}'><room {told}>{event(number)}</room></day>"
        for number, told in enumerate((first, second), start=1)
    )
    programme = xml(days)
    assert len(programme.rooms) == rooms
    assert len({session.room for session in programme.sessions.values()}) == rooms
    assert {session.room for session in programme.sessions.values()} == set(programme.rooms)
    if GUID in first.lower() + second.lower():
        assert [room.external_id for room in programme.rooms.values()] == [GUID]


def test_a_guid_in_capitals_is_the_same_person_and_session() -> None:
    def part(guid: str, name: str) -> dict[str, Any]:
        return {"guid": guid, "title": "T", "persons": [{"guid": guid, "name": name}]}

    rooms = {"R": [part(GUID, "A B"), part(GUID.upper(), "A C")]}
    days = [{"date": "2026-01-01", "rooms": rooms}]
    programme = read_schedule(json.dumps({"schedule": {"conference": {"days": days}}}).encode())
    assert list(programme.people) == list(programme.sessions) == [GUID]


@pytest.mark.parametrize("told", ["true", "1", "TRUE", "false", "0"])
def test_optout_is_a_boolean_of_xml(told: str) -> None:
    inside = f"<recording><license>CC</license><optout>{told}</optout></recording>"
    day = f"<day date='2026-03-28' index='1'><room name='R'>{event(1, inside)}</room></day>"
    assert only(xml(day)).do_not_record is (told.lower() in ("true", "1"))


def test_what_a_printer_indented_is_flush_and_tables_keep_their_tabs() -> None:
    inside = "<description>11:00\tOpening\n      11:05\tPots\n        (twice)\n\n      End</description>"
    day = f"<day date='2026-03-28' index='1'><room name='R'>{event(1, inside)}</room></day>"
    assert only(xml(day)).description == "11:00\tOpening\n11:05\tPots\n  (twice)\n\nEnd"


def test_a_slot_of_pretalx_may_name_its_room_by_number() -> None:
    document = json.loads(data("pretalx.json"))
    whole = read_schedule(json.dumps(document).encode())
    for day in document["schedule"].values():
        for rooms in day.values():
            for submission in rooms.values():
                for slot in submission.get("slots", []):
                    slot["room"] = slot["room"]["id"]
    assert read_schedule(json.dumps(document).encode()).sessions == whole.sessions
