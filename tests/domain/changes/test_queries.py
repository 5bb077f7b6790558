"""What a history costs: as `docs/decisions/0011` says, and no more for many rows than for few."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from poseidon.domain.changes.services import unrecorded
from poseidon.models import Registration, Room, SessionPerson
from tests.domain.changes.conftest import DATABASES

pytestmark = pytest.mark.django_db(databases=DATABASES)

MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def changed(room: Room, **values: object) -> Room:
    for name, value in values.items():
        setattr(room, name, value)
    return room


def first() -> Room:
    with unrecorded(reason="reads only"):
        found: Room = Room.objects.order_by("id").first()
    return found


COSTS: dict[str, tuple[Callable[[], object], list[str]]] = {
    "create": (lambda: Room.objects.create(name="new"), ["INSERT", "INSERT"]),
    "save": (lambda: ROW[0].save(), ["SELECT", "UPDATE", "INSERT"]),
    "save of a moment": (lambda: MOMENTS[0].save(), ["SELECT", "UPDATE", "SELECT", "INSERT"]),
    "unchanged save": (lambda: SAME[0].save(), ["SELECT", "UPDATE"]),
    "create of a part": (
        lambda: SessionPerson.objects.create(session_id=1, pid=1),
        ["INSERT", "SELECT", "INSERT"],
    ),
    "update": (
        lambda: Room.objects.update(capacity=9),
        ["SELECT", "SELECT", "UPDATE", "SELECT", "INSERT"],
    ),
    "update of nothing": (lambda: Room.objects.filter(name="none").update(capacity=9), ["SELECT"]),
    "bulk_create": (
        lambda: Room.objects.bulk_create([Room(name="x") for _ in range(20)]),
        ["INSERT", "INSERT"],
    ),
    "delete": (lambda: ROW[0].delete(), ["SELECT", "DELETE", "INSERT"]),
    "delete many": (lambda: Room.objects.all().delete(), ["SELECT", "DELETE", "INSERT"]),
}
ROW: list[Room] = []
SAME: list[Room] = []
MOMENTS: list[Registration] = []


@pytest.mark.parametrize("rows", [1, 3, 50])
@pytest.mark.parametrize("write", COSTS)
def test_each_way_of_writing_costs_what_is_written_down(write: str, rows: int) -> None:
    with unrecorded(reason="only what follows is looked at"):
        rooms = [Room.objects.create(name=f"room {number}") for number in range(rows)]
        registration = Registration.objects.create(status="new")
    ROW[:], SAME[:] = [changed(first(), name="changed")], [rooms[-1]]
    registration.registered_at = MOMENT
    MOMENTS[:] = [registration]
    act, expected = COSTS[write]
    with CaptureQueriesContext(connections["TESTCLIENT"]) as queries:
        act()
    assert [query["sql"].split()[0] for query in queries] == expected
