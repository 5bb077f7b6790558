"""What an import costs the database, and that every server's way of handing out keys works."""

import json
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from poseidon.domain.people.models import People
from poseidon.domain.program.models import Session, SessionPerson
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import, counting_writes, import_any

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])


def programme(events: int, people: int = 100) -> str:
    """A programme of `events`, each with one of `people`."""
    rooms = {
        f"Room {room}": [
            {
                "id": number,
                "title": f"Talk {number}",
                "date": "2026-01-01T10:00:00Z",
                "persons": [{"id": number % people, "public_name": f"Person {number % people}"}],
                "answers": [{"question": 1, "answer": f"answer {number}"}],
            }
            for number in range(room, events, 5)
        ]
        for room in range(5)
    }
    days = [{"date": "2026-01-01", "rooms": rooms}]
    return json.dumps({"schedule": {"conference": {"title": "C", "days": days}}})


def queries_of(import_schedule: Import, path: Any) -> int:
    with CaptureQueriesContext(connections["TESTCLIENT"]) as queries:
        import_schedule(path)
    return len(queries)


def test_ten_events_and_four_hundred_cost_the_same_queries(import_schedule: Import, write: Any) -> None:
    few, many = write(programme(10), "few.json"), write(programme(400), "many.json")
    with counting_writes():
        first = queries_of(import_schedule, few)
    assert queries_of(import_schedule, few) <= first
    cost = queries_of(import_schedule, many)
    if connections["TESTCLIENT"].vendor != "sqlite":  # which splits long lists of parameters
        assert cost <= first + 10
    assert queries_of(import_schedule, many) <= first


def test_a_server_that_does_not_return_keys_gets_the_same_rows(
    write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MySQL has no INSERT … RETURNING: the keys are read back."""
    if connections["TESTCLIENT"].vendor == "postgresql":
        pytest.skip("PostgreSQL always returns keys")
    monkeypatch.setattr(type(connections["TESTCLIENT"].features), "can_return_rows_from_bulk_insert", False)
    for name in ("frab.xml", "frab.json", "pretalx.json", "abstract-book.tsv", "abstract-book.csv"):
        code = name[:8].replace(".", "").upper()
        import_any(name, conference=code)
        with counting_writes() as writes:
            assert import_any(name, conference=code)["nothing_to_change"], name
        assert writes == []
    with tenant_context("TESTCLIENT"):
        opening = Session.objects.get(title="Opening & welcome")
        roles = SessionPerson.objects.filter(session=opening).order_by("order")
        names = [People.objects.get(pid=role.pid).full_name for role in roles]
        assert (opening.room.name, names) == ("Great Hall", ["Ada Lindqvist", "Bo"])
