"""pretalx's dump into a programme."""

import datetime as dt
import json
from typing import Any

import pytest

from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.programme import Programme, Role
from poseidon.domain.imports.schedule import read_schedule
from poseidon.domain.imports.timekeeper import Timekeeper
from tests.domain.imports.conftest import data


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_schedule(data("pretalx.json"))


@pytest.fixture
def document() -> Any:
    return json.loads(data("pretalx.json"))


def read(document: Any, **options: Any) -> Programme:
    return read_schedule(json.dumps(document).encode(), **options)


def utc(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]


def test_submissions_become_sessions(programme: Programme) -> None:
    assert programme.format == "pretalx JSON"
    opening = programme.sessions["OPENED"]
    assert (opening.title, opening.type, opening.track) == ("Ouverture / Opening", "Plenary", "Roots")
    assert (opening.language, opening.summary) == ("fr", "Bienvenue.")
    assert (opening.day, opening.start) == (dt.date(2026, 10, 3), utc(2026, 10, 3, 7))
    assert opening.roles == [Role("PERSN1", "speaker")]


def test_names_are_in_the_language_asked_for(document: Any) -> None:
    programme = read(document, language="fr")
    assert programme.sessions["OPENED"].type == "Plénière"
    assert [room.name for room in programme.rooms.values()] == ["Grange", "Pré"]
    assert programme.answers["session", "OPENED", "question-3"] == "Tout public"


def test_every_slot_of_a_submission_is_a_session(programme: Programme) -> None:
    slots = [
        (key, session.day, session.room) for key, session in programme.sessions.items() if "GRAFTS" in key
    ]
    assert slots == [("GRAFTS", dt.date(2026, 10, 3), "1"), ("GRAFTS-2", dt.date(2026, 10, 4), "2")]


def test_rooms_have_capacity_and_description(programme: Programme) -> None:
    barn = programme.rooms["1"]
    assert (barn.capacity, barn.description, barn.order) == (120, "Au fond du verger", 1)
    assert barn.external_id == "7c000000-0000-5000-8000-000000000001"


def test_breaks_are_sessions_without_people_until_the_next_thing(programme: Programme) -> None:
    cider, lunch = programme.sessions["saturday-cider"], programme.sessions["saturday-lunch"]
    assert (cider.type, cider.title, cider.roles, cider.room) == ("break", "Cider", [], None)
    assert (cider.start, cider.end) == (utc(2026, 10, 3, 7, 30), utc(2026, 10, 3, 8))
    assert (lunch.start, lunch.end) == (utc(2026, 10, 3, 10), None)


def test_people_of_the_list_and_of_the_submissions_are_there(programme: Programme) -> None:
    assert set(programme.people) == {"PERSN1", "PERSN2", "PERSN3"}
    assert programme.people["PERSN1"].photo == "https://orchard.example/m.jpg"
    assert programme.answers["person", "PERSN2", "question-8"] == "True"


def test_what_was_withdrawn_is_skipped_with_the_reason(programme: Programme) -> None:
    (skipped,) = programme.skipped
    assert (skipped.what, skipped.reason) == ("Rained off", "it is withdrawn")


def test_without_slots_the_keys_tell_day_minute_and_room(document: Any) -> None:
    submission = document["schedule"]["2026-10-03"]["540"]["1"]
    del submission["slots"]
    session = read(document).sessions["OPENED"]
    assert (session.start, session.end, session.room) == (utc(2026, 10, 3, 7), utc(2026, 10, 3, 7, 30), "1")
    elsewhere = read(document, times=Timekeeper("Asia/Tokyo")).sessions["OPENED"]
    assert elsewhere.start == utc(2026, 10, 3, 0)


def test_a_part_that_is_not_keyed_by_days_is_noted(document: Any) -> None:
    document["settings"] = {"theme": "dark"}
    assert read(document).notes == ["'settings' of the file is not read: it is not keyed by days"]


def test_an_expanded_question_gives_the_field_its_words(document: Any) -> None:
    answer = document["schedule"]["2026-10-03"]["540"]["1"]["answers"][0]
    answer["question"] = {"id": 3, "question": {"en": "Who is it for?", "fr": "Pour qui ?"}}
    asked = read(document).questions["session", "question-3"]
    assert (asked.key, asked.label) == ("question-3", "Who is it for?")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda d: d["schedule"]["2026-10-03"].update({"5000": {}}),
            r"\['2026-10-03'\]: '5000' is not a minute",
        ),
        (
            lambda d: d["schedule"]["2026-10-03"]["540"].update({"1": 4}),
            r"\['1'\]: expected an object, found a number",
        ),
        (
            lambda d: d["schedule"]["2026-10-03"]["540"]["1"]["slots"][0].update(start="dawn"),
            r"slots\[0\]\.start: 'dawn' is not a date with a time",
        ),
        (
            lambda d: d["rooms"][0].update(capacity="big"),
            r"rooms\[0\]\.capacity: expected a whole number, found text",
        ),
    ],
)
def test_a_broken_file_names_the_path(document: Any, spoil: Any, message: str) -> None:
    spoil(document)
    with pytest.raises(FileRefusedError, match=message):
        read(document)
