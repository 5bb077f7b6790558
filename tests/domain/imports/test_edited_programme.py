"""A programme that is edited between imports, checked against the same file imported where nothing was.

After A, then B: whatever B says is in the database as if only B had been imported, and nothing of A is lost.
"""

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from poseidon.domain.people.models import People
from poseidon.domain.program.models import Room, Session, SessionPerson
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import

TENANTS = ["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO", "OTHERCLIENT", "OTHERCLIENT_RO"]
pytestmark = pytest.mark.django_db(databases=TENANTS)

Document = dict[str, Any]
Edit = Callable[[Document, random.Random], None]
PEOPLE = [{"id": number, "public_name": f"Person N{number}"} for number in range(8)]


def programme(dice: random.Random) -> Document:
    """Two days, four rooms (two with a guid, two alike but for a sign), twelve events, eight people."""
    names = ["Hall", "Pier", "Studio C", "Studio C#"]
    listed = [{"name": name, "guid": f"room-{name}"} for name in names[:2]]
    days = [{"date": f"2026-05-0{number}", "rooms": {name: [] for name in names}} for number in (1, 2)]
    document: Document = {"schedule": {"conference": {"title": "C", "rooms": listed, "days": days}}}
    for number in range(12):
        event = {
            "id": number, "guid": f"guid-{number}", "title": f"Title {number}", "track": "One",
            "date": f"2026-05-0{1 + number % 2}T{8 + number:02}:00:00+02:00", "duration": "00:30",
            "persons": copy.deepcopy(dice.sample(PEOPLE, dice.randint(0, 3))),
        }  # fmt: skip
        if number % 4 == 3:
            del event["guid"]
        days[number % 2]["rooms"][dice.choice(names)].append(event)
    return document


def places(document: Document) -> list[list[Any]]:
    return [events for day in document["schedule"]["conference"]["days"] for events in day["rooms"].values()]


def somewhere(document: Document, dice: random.Random) -> tuple[list[Any], Any]:
    events = dice.choice([events for events in places(document) if events])
    return events, dice.choice(events)


def retitle(document: Document, dice: random.Random) -> None:
    somewhere(document, dice)[1].update(title=f"New {dice.random()}", track="Two")


def move(document: Document, dice: random.Random) -> None:
    events, event = somewhere(document, dice)
    events.remove(event)
    event["date"] = f"2026-05-0{dice.randint(1, 2)}T{dice.randint(8, 22):02}:15:00+02:00"
    dice.choice(places(document)).append(event)


def delete(document: Document, dice: random.Random) -> None:
    events, event = somewhere(document, dice)
    events.remove(event)


def recast(document: Document, dice: random.Random) -> None:
    somewhere(document, dice)[1]["persons"] = copy.deepcopy(dice.sample(PEOPLE, 3))


def rename_person(document: Document, dice: random.Random) -> None:
    number, name = dice.randrange(8), f"Renamed P{dice.randrange(99)}"
    for events in places(document):
        for person in (person for event in events for person in event["persons"] if person["id"] == number):
            person["public_name"] = name


def rename_rooms(document: Document, dice: random.Random) -> None:
    """The two with a guid change names."""
    conference = document["schedule"]["conference"]
    one, other = conference["rooms"]
    one["name"], other["name"] = other["name"], one["name"]
    for day in conference["days"]:
        rooms = day["rooms"]
        rooms[one["name"]], rooms[other["name"]] = rooms[other["name"]], rooms[one["name"]]


def close_a_room(document: Document, dice: random.Random) -> None:
    """Only the room that is named much like it stays."""
    for day in document["schedule"]["conference"]["days"]:
        day["rooms"]["Studio C#"] += day["rooms"].pop("Studio C", [])


EDITS: list[Edit] = [retitle, move, delete, recast, rename_person, rename_rooms, close_a_room]


def told() -> dict[str, tuple[Any, ...]]:
    """The programme as the database has it: each session by its id, the people by theirs."""
    ids = dict(People.objects.values_list("pid", "external_id"))
    roles: dict[int, set[tuple[Any, ...]]] = {}
    for row in SessionPerson.objects.all():
        roles.setdefault(row.session_id, set()).add((ids[row.pid], row.role, row.order))
    return {
        row.external_id: (
            row.title, row.track, row.day, row.start, row.end, row.room.name, row.room.external_id,
            roles.get(row.pk, set()),
        )
        for row in Session.objects.select_related("room")
    }  # fmt: skip


def names() -> dict[str, str]:
    return {row.external_id: row.full_name for row in People.objects.all()}


@pytest.mark.parametrize("seed", range(4))
def test_a_programme_after_edits_is_what_its_last_file_says(
    import_schedule: Import, write: Any, seed: int
) -> None:
    dice = random.Random(seed)
    document = programme(dice)
    first = write(json.dumps(document), "first.json")
    import_schedule(first)
    edited = copy.deepcopy(document)
    for edit in dice.sample(EDITS, 4):
        edit(edited, dice)
    second = write(json.dumps(edited), "second.json")
    with tenant_context("TESTCLIENT"):
        before = told()
    import_schedule(second, tenant="OTHERCLIENT")
    with tenant_context("OTHERCLIENT"):
        alone, alone_names, rooms = told(), names(), Room.objects.count()
    import_schedule(second)
    assert import_schedule(second)["nothing_to_change"]
    with tenant_context("TESTCLIENT"):
        after, after_names = told(), names()
        assert Room.objects.count() >= rooms
    assert after.keys() == before.keys() | alone.keys()
    for key, (*facts, roles) in alone.items():
        *facts_after, roles_after = after[key]
        assert facts_after == facts
        assert roles <= roles_after
        kept = {(person, role) for person, role, _ in roles_after - roles}
        assert kept <= {(person, role) for person, role, _ in before.get(key, (set(),))[-1]}
    assert alone_names.items() <= after_names.items()
    for key in before.keys() - alone.keys():
        assert after[key][:5] == before[key][:5]


@pytest.mark.parametrize("seed", range(2))
def test_two_files_in_turn_do_not_drift(import_schedule: Import, write: Any, seed: int) -> None:
    """Imported in turn, each brings back what it says, and no turn makes a row."""
    dice = random.Random(seed)
    document = programme(dice)
    edited = copy.deepcopy(document)
    for edit in (rename_rooms, rename_person, retitle, move, recast, close_a_room):
        edit(edited, dice)
    paths = [write(json.dumps(told), f"{number}.json") for number, told in enumerate((document, edited))]
    states: list[Any] = []
    for turn in range(4):
        summary = import_schedule(paths[turn % 2])
        if turn > 1:
            assert {
                kind: counts["made"] for kind, counts in summary["counts"].items() if counts["made"]
            } == {}
        with tenant_context("TESTCLIENT"):
            states.append({key: facts[:-1] for key, facts in told().items()})
    assert states[1] == states[3] != states[0]
    assert states[0] == states[2]


def test_a_room_renamed_without_a_guid_is_a_new_room_and_the_session_moves(
    import_schedule: Import, write: Any
) -> None:
    dice = random.Random(1)
    document = programme(dice)
    import_schedule(write(json.dumps(document)))
    changed = json.dumps(document).replace('"Studio C"', '"Attic"')
    import_schedule(write(changed))
    assert import_schedule(write(changed))["nothing_to_change"]
    with tenant_context("TESTCLIENT"):
        assert set(Room.objects.values_list("name", flat=True)) == {
            "Hall", "Pier", "Studio C", "Studio C#", "Attic",
        }  # fmt: skip
        assert not Session.objects.filter(room__name="Studio C").exists()


@pytest.mark.parametrize("typed", [["STUDIO c"], ["Studio C#", "Studio C"], ["studio c", "Studio C#"]])
def test_rooms_typed_in_by_hand_are_taken_once_each(
    import_schedule: Import, write: Any, typed: list[str]
) -> None:
    """Whatever is taken for which, nothing is taken for two, and a second import agrees with the first."""
    with tenant_context("TESTCLIENT"):
        for name in typed:
            Room.objects.create(conference_code="CONF26", name=name)
    path = write(json.dumps(programme(random.Random(2))))
    summary = import_schedule(path)
    assert summary["counts"]["rooms"]["made"] == 4 - len(typed)
    assert import_schedule(path)["nothing_to_change"]
    with tenant_context("TESTCLIENT"):
        found = sorted(Room.objects.values_list("name", flat=True))
    assert found == ["Hall", "Pier", "Studio C", "Studio C#"]
