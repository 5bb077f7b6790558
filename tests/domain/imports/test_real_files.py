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
from tests.domain.program.counted_overlaps import (
    assert_chairs_missing_as_in,
    assert_clashes_of,
    programme_with,
)
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


@pytest.mark.slow
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
    assert_clashes_of(root, programme_with("CONF26"))


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


def rows_of(name: str) -> list[dict[str, str]]:
    with real_file(name).open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["role"] in ("c", "d", "p")]


def assert_rows_are_there(code: str, rows: list[dict[str, str]], more: dict[str, int]) -> None:
    """The import of these rows as the conference `code` made as many rows of each table as `more` says."""
    chairs = {(row["session_id"], row["pid"], row["role"]) for row in rows if row["role"] in ("c", "d")}
    speakers = {
        (row["session_id"], row["pid"]) for row in rows if row["role"] == "p" and row["presenter"] == "y"
    }
    papers = {row["abstract_id"] for row in rows} - {"NA"}
    sessions = {row["session_id"] for row in rows}
    assert more == {
        "Session": len(sessions), "Room": 0, "People": more["People"],
        "SessionPerson": len(chairs) + len(speakers), "Abstract": len(papers),
        "AbstractAuthors": sum(row["role"] == "p" for row in rows), "SessionAbstract": len(papers),
    }  # fmt: skip
    made = Session.objects.filter(conference_code=code)
    assert set(made.values_list("external_id", flat=True)) == sessions
    assert_chairs_missing_as_in(rows, programme_with(code))
    assert_authors_are_in_order(code, rows)


def assert_authors_are_in_order(code: str, rows: list[dict[str, str]]) -> None:
    """Each abstract has the authors of its rows, in their order, with affiliation and who presents."""
    told: dict[str, list[tuple[str, str | None, bool]]] = {}
    for row in (row for row in rows if row["role"] == "p"):
        several = dict.fromkeys(row["affiliation"].split(" && "))  # some say the same one twice
        printed = None if row["affiliation"] == "NA" else "; ".join(several)
        told.setdefault(row["abstract_id"], []).append((row["full_name"], printed, row["presenter"] == "y"))
    names = {person.pid: person.full_name for person in People.objects.all()}
    found: dict[str, list[tuple[str, str | None, bool]]] = {}
    of_conference = AbstractAuthors.objects.filter(abstract__conference_code=code)
    for author in of_conference.order_by("abstract_id", "order").select_related("abstract"):
        facts = (names[author.pid], author.affiliation, author.presenting)
        found.setdefault(author.abstract.external_id, []).append(facts)
    assert found == told


BOOKS = {"Y2021": (131, 792, 517, 8), "Y2022": (228, 1415, 933, 39)}


@pytest.mark.slow
def test_abstract_books_agree_with_a_count_of_their_rows_and_share_their_people() -> None:
    """Of each book's sessions, people, abstracts and repaired rows; people of one name and affiliation in
    both years are one."""
    already = dict.fromkeys(counted(), 0)
    found = []
    for code, (sessions, people, abstracts, torn) in BOOKS.items():
        name = f"abstract-book-{code.removeprefix('Y')}.tsv"
        rows = rows_of(name)
        summary = import_any(real_file(name), conference=code)
        more = {table: count - already[table] for table, count in counted().items()}
        assert_rows_are_there(code, rows, more)
        assert (more["Session"], more["Abstract"]) == (sessions, abstracts)
        assert len({row["pid"] for row in rows}) == people
        assert len([remark for remark in summary["repaired"] if remark["kind"] == "rows"]) == torn
        found.append(people - more["People"])
        told = summary["counts"]["people"]
        assert told["changed"] + told["unchanged"] == found[-1]
        already = counted()
    assert not Abstract.objects.filter(body__isnull=True).exists()
    assert found[0] == 0
    assert found[1] > 100
    with counting_writes() as writes:
        for code in BOOKS:
            name = f"abstract-book-{code.removeprefix('Y')}.tsv"
            assert import_any(real_file(name), conference=code)["nothing_to_change"]
    assert writes == []
