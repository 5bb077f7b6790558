"""An import tells every row that it made or changed, and a second one nothing."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from poseidon.domain.changes.models import ChangeRecord
from poseidon.domain.changes.recording import has_history
from poseidon.models import PlanionContainer, Room, Session, SessionPerson
from tests.domain.changes.conftest import DATABASES, Left

pytestmark = pytest.mark.django_db(databases=DATABASES)

DATA = Path(__file__).resolve().parents[2] / "data"


def import_schedule(name: str = "frab.xml", **options: Any) -> None:
    path = str(DATA / name)
    call_command(
        "import_schedule", path, tenant="TESTCLIENT", conference="CONF", stdout=io.StringIO(), **options
    )


def rows() -> int:
    from django.apps import apps

    return sum(model.objects.count() for model in apps.get_models() if has_history(model))


def test_every_row_is_told_once_and_the_second_import_tells_nothing(left: Left) -> None:
    import_schedule()
    told = left()
    assert {action for action, *_rest in told} == {"create"}
    assert len(told) == rows() > 10
    keys = {key for _action, entity, key, *_sides in told if entity == "Session"}
    assert keys == {str(key) for key in Session.objects.values_list("pk", flat=True)}
    import_schedule()
    assert left() == []


def test_records_of_one_import_say_so_and_hold_together() -> None:
    import_schedule()
    found = ChangeRecord.objects.values_list("actor", "source", "conference_code").distinct()
    assert set(found) >= {("command import_schedule", "import", "CONF")}
    assert {actor for actor, _source, _code in found} == {"command import_schedule"}
    assert ChangeRecord.objects.values("request_id").distinct().count() == 1
    of_parts = ChangeRecord.objects.filter(entity=SessionPerson.__name__)
    assert {record.conference_code for record in of_parts} == {"CONF"}


def test_what_the_file_changes_is_told_with_what_was_before(left: Left) -> None:
    import_schedule()
    stored = Room.objects.order_by("id").first()
    Room.objects.filter(id=stored.id).update(order=77)
    left()
    import_schedule()
    assert [each for each in left() if each[1] == "Room"] == [
        ("change", "Room", str(stored.id), {"order": 77}, {"order": stored.order})
    ]


def test_rehearsal_leaves_none(left: Left) -> None:
    import_schedule(dry_run=True)
    assert (left(), PlanionContainer.objects.count()) == ([], 0)


def test_records_are_written_together() -> None:
    with CaptureQueriesContext(connections["TESTCLIENT"]) as queries:
        import_schedule()
    records = [query for query in queries if "INSERT INTO" in query["sql"] and "changerecord" in query["sql"]]
    assert len(records) == 1
