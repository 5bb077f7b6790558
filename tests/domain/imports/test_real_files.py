"""Real programmes and abstract books, counted by other means."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from poseidon.domain.abstracts.models import Abstract, AbstractAuthors
from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Room, Session, SessionAbstract, SessionPerson
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import counting_writes, import_any
from tests.support.real_data import real_file

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


def import_twice(path: Path) -> dict[str, Any]:
    """The first summary; the second import must write nothing."""
    first = import_any(path)
    with counting_writes() as writes:
        assert import_any(path)["nothing_to_change"]
    assert writes == []
    return first


def counted() -> dict[str, int]:
    models = (Session, Room, People, SessionPerson, Abstract, AbstractAuthors, SessionAbstract)
    return {model.__name__: model.objects.count() for model in models}


def test_38c3_has_1007_sessions_in_72_rooms_on_4_days() -> None:
    path = real_file("38c3-schedule.xml")
    root = ElementTree.parse(path).getroot()
    events = list(root.iter("event"))
    rooms = {room.get("guid") for day in root.iter("day") for room in day.findall("room")}
    people = {person.get("guid") for person in root.iter("person")}
    parts = {(event.get("guid"), person.get("guid")) for event in events for person in event.iter("person")}
    import_twice(path)
    assert (len(events), len(rooms)) == (1007, 72)
    assert counted() == {
        "Session": 1007, "Room": 72, "People": len(people), "SessionPerson": len(parts),
        "Abstract": 0, "AbstractAuthors": 0, "SessionAbstract": 0,
    }  # fmt: skip
    days = Counter({day.get("date"): len(list(day.iter("event"))) for day in root.iter("day")})
    assert Counter(str(day) for day in Session.objects.values_list("day", flat=True)) == days
    assert len(days) == 4
    languages = Counter((event.findtext("language") or "").strip() or None for event in events)
    assert Counter(Session.objects.values_list("language", flat=True)) == languages
    tracks = Counter((event.findtext("track") or "").strip() or None for event in events)
    assert Counter(Session.objects.values_list("track", flat=True)) == tracks


@pytest.mark.parametrize("name", ["camp2019-schedule.json", "rc3-schedule.json"])
def test_frab_json_agrees_with_a_count_of_the_file(name: str) -> None:
    path = real_file(name)
    days = json.loads(path.read_text())["schedule"]["conference"]["days"]
    rooms = {room for day in days for room in day["rooms"]}
    events = [event for day in days for room in day["rooms"].values() for event in room]
    people = {person["id"] for event in events for person in event["persons"]}
    asked = {("session", a["question"]) for event in events for a in event.get("answers", [])}
    asked |= {("person", a["question"]) for e in events for p in e["persons"] for a in p.get("answers", [])}
    said = {
        (event["guid"], a["question"])
        for event in events
        for a in event.get("answers", [])
        if a["answer"].strip()
    }
    said |= {
        (person["id"], answer["question"])
        for event in events
        for person in event["persons"]
        for answer in person.get("answers", [])
        if answer["answer"].strip()
    }
    import_twice(path)
    assert (Session.objects.count(), Room.objects.count(), People.objects.count()) == (
        len(events),
        len(rooms),
        len(people),
    )
    assert SessionPerson.objects.count() == sum(len(event["persons"]) for event in events)
    assert CstmFlds.objects.filter(active=True).count() == len(asked)
    assert CstmVals.objects.filter(field__active=True).count() == len(said)


def test_pyconfr_has_every_slot_every_break_and_every_speaker() -> None:
    path = real_file("pyconfr-2025-schedule.json")
    document = json.loads(path.read_text())
    placed = [
        submission
        for part in ("schedule", "sprints")
        for day in document[part].values()
        for rooms in day.values()
        for submission in rooms.values()
    ]
    breaks = sum(len(day) for day in document["extra"].values())
    people = {speaker["code"] for submission in placed for speaker in submission["speakers"]} | set(
        document["speakers"]
    )
    import_twice(path)
    assert Session.objects.count() == len(placed) + breaks == 98
    assert Session.objects.filter(type="break").count() == breaks
    assert People.objects.count() == len(people)
    assert Room.objects.count() == len(document["rooms"])
    assert SessionPerson.objects.count() == sum(len(submission["speakers"]) for submission in placed)
    assert set(CstmFlds.objects.filter(active=True).values_list("key", "type")) == {("question-3", "choice")}


@pytest.mark.parametrize(
    ("name", "sessions", "people", "abstracts", "torn"),
    [("abstract-book-2021.tsv", 131, 792, 517, 8), ("abstract-book-2022.tsv", 228, 1415, 933, 39)],
)
def test_an_abstract_book_agrees_with_a_count_of_its_rows(
    name: str, sessions: int, people: int, abstracts: int, torn: int
) -> None:
    path = real_file(name)
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["role"] in ("c", "d", "p")]
    papers = {row["abstract_id"] for row in rows} - {"NA"}
    chairs = {(row["session_id"], row["pid"], row["role"]) for row in rows if row["role"] in ("c", "d")}
    speakers = {
        (row["session_id"], row["pid"]) for row in rows if row["role"] == "p" and row["presenter"] == "y"
    }
    summary = import_twice(path)
    assert (len({row["session_id"] for row in rows}), len({row["pid"] for row in rows})) == (sessions, people)
    assert counted() == {
        "Session": sessions, "Room": 0, "People": people, "SessionPerson": len(chairs) + len(speakers),
        "Abstract": abstracts, "AbstractAuthors": sum(row["role"] == "p" for row in rows),
        "SessionAbstract": len(papers),
    }  # fmt: skip
    assert len(papers) == abstracts
    assert len([remark for remark in summary["repaired"] if remark["kind"] == "rows"]) == torn
    assert not Abstract.objects.filter(body__isnull=True).exists()
    assert set(Session.objects.values_list("external_id", flat=True)) == {row["session_id"] for row in rows}


def test_people_of_one_name_and_affiliation_in_two_years_are_one() -> None:
    import_any(real_file("abstract-book-2021.tsv"), conference="Y2021")
    summary = import_any(real_file("abstract-book-2022.tsv"), conference="Y2022")
    found = summary["counts"]["people"]["changed"] + summary["counts"]["people"]["unchanged"]
    assert found > 100
    assert People.objects.count() == 792 + 1415 - found
    with counting_writes() as writes:
        import_any(real_file("abstract-book-2021.tsv"), conference="Y2021")
        import_any(real_file("abstract-book-2022.tsv"), conference="Y2022")
    assert writes == []
