"""frab's JSON into a programme."""

import datetime as dt
import json
from typing import Any

import pytest

from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.programme import Programme, Role
from poseidon.domain.imports.schedule import read_schedule
from tests.domain.imports.conftest import data

SESSION = "5a000000-0000-4000-8000-00000000030"


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_schedule(data("frab.json"))


@pytest.fixture
def document() -> Any:
    return json.loads(data("frab.json"))


def read(document: Any, **options: Any) -> Programme:
    return read_schedule(json.dumps(document).encode(), **options)


def first_event(document: Any) -> Any:
    return document["schedule"]["conference"]["days"][0]["rooms"]["Pier"][0]


def test_sessions_rooms_and_people_are_read(programme: Programme) -> None:
    assert programme.format == "frab JSON"
    assert list(programme.sessions) == [SESSION + "1", SESSION + "2", SESSION + "3"]
    assert [room.name for room in programme.rooms.values()] == ["Pier", "Boathouse"]
    assert programme.sessions[SESSION + "2"].roles == [Role("BBBBBB", "speaker"), Role("AAAAAA", "speaker")]
    moon = programme.sessions[SESSION + "1"]
    assert (moon.summary, moon.description, moon.recording_license) == ("How it pulls.", None, "CC0")
    assert (moon.do_not_record, moon.track, moon.language) == (True, "Astronomy", "pt")


def test_a_person_said_more_of_once_keeps_it(programme: Programme) -> None:
    moura = programme.people["AAAAAA"]
    assert (moura.name.full, moura.biography) == ("Inês Moura", "Watches the sea.")
    assert moura.photo == "https://tides.example/media/ines.jpg"


def test_after_midnight_counts_to_the_day_before(programme: Programme) -> None:
    ropes = programme.sessions[SESSION + "2"]
    assert ropes.day == dt.date(2026, 6, 5)
    assert ropes.start == dt.datetime(2026, 6, 6, 0, 30, tzinfo=dt.UTC)


def test_questions_are_of_the_kind_their_answers_show(programme: Programme) -> None:
    questions = {key: (list(asked.options), asked.only_yes_no) for key, asked in programme.questions.items()}
    assert questions == {
        ("session", "question-2"): (["live", "recorded"], False),
        ("session", "question-1"): ([], True),
        ("session", "question-4"): ([], None),
        ("person", "question-9"): ([], False),
    }
    assert ("session", SESSION + "1", "question-4") not in programme.answers


def test_options_are_in_the_language_asked_for(document: Any) -> None:
    programme = read(document, language="pt")
    assert list(programme.questions["session", "question-2"].options) == ["ao vivo", "gravado"]


def test_rooms_that_are_listed_bring_their_guid_and_capacity(document: Any) -> None:
    guid = "5a000000-0000-4000-8000-0000000000a1"
    document["schedule"]["conference"]["rooms"] = [{"name": "Pier", "guid": guid, "capacity": 80}]
    rooms = read(document).rooms
    assert [(room.name, room.external_id, room.capacity) for room in rooms.values()] == [
        ("Pier", guid, 80),
        ("Boathouse", None, None),
    ]


def test_people_with_a_name_and_a_guid_are_read(document: Any) -> None:
    guid = "5a000000-0000-4000-8000-0000000000b1"
    first_event(document)["persons"] = [{"name": "New Style", "guid": guid}]
    assert read(document).people[guid].name.full == "New Style"


def test_a_person_without_a_name_is_skipped_with_the_place(document: Any) -> None:
    first_event(document)["persons"] = [{"id": 5, "public_name": ""}]
    (skipped,) = read(document).skipped
    assert (skipped.kind, skipped.what, skipped.reason) == ("people", "5", "no name")
    assert skipped.where == "schedule.conference.days[0].rooms.Pier[0].persons[0]"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda d: first_event(d).update(date="noon o'clock"),
            r"rooms\.Pier\[0\], date: \"noon o'clock\" is not",
        ),
        (
            lambda d: first_event(d).update(persons={"id": 1}),
            r"Pier\[0\]\.persons: expected a list, found an object",
        ),
        (lambda d: first_event(d).update(title=["T"]), r"Pier\[0\]\.title: expected text, found a list"),
        (
            lambda d: first_event(d).update(answers=[{"answer": "x"}]),
            r"question: expected a question's number",
        ),
        (
            lambda d: d["schedule"]["conference"].update(days=5),
            r"schedule\.conference\.days: expected a list, found a number \(5\)",
        ),
        (lambda d: d["schedule"].update(conference=7), r"schedule\.conference: expected an object"),
        (
            lambda d: d.update(schedule={"days": []}),
            r"is JSON, but no programme: it holds '.*'schedule'|is JSON, but no",
        ),
    ],
)
def test_a_broken_file_names_the_path(document: Any, spoil: Any, message: str) -> None:
    spoil(document)
    with pytest.raises(FileRefusedError, match=message):
        read(document)
