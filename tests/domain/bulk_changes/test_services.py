"""A bulk change does what its preview showed to the rows that are as they were, whatever was done between."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from poseidon.domain.bulk_changes import services
from poseidon.domain.bulk_changes.services import Change, change_rows, plan_change
from poseidon.domain.changes.models import ChangeRecord
from poseidon.models import Abstract, People
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])
COLUMNS = ("title", "status", "body", "track", "conference_code", "presenter_pid", "updated_at")
TEXTS = (None, "", " ", "accepted", "Accepted", "accepted ", "Zoë", "🎉", "x" * 20)


@pytest.fixture(autouse=True)
def _inside() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def rows() -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in Abstract.objects.values("id", *COLUMNS)}


def meddle(chance: random.Random, keys: list[int]) -> None:
    """What others do to some of the rows, past all that notices: writes, deletions, new ones."""
    for key in chance.sample(keys, len(keys) // 2):
        row = Abstract.objects.filter(pk=key)
        if chance.random() < 0.2:
            row.delete()
        else:
            row.update(**{chance.choice(("title", "status", "body", "track")): chance.choice(TEXTS)})
    Abstract.objects.create(title="Late", status="accepted")


@pytest.mark.parametrize("seed", range(4))
def test_exactly_the_rows_that_are_as_they_were_shown_change(seed: int) -> None:
    chance = random.Random(seed)
    Abstract.objects.bulk_create(
        Abstract(title=chance.choice(TEXTS), status=chance.choice(TEXTS), body=chance.choice(TEXTS))
        for _ in range(30)
    )
    change = Change("status", chance.choice(("accepted", "withdrawn")))
    meant = Abstract.objects.filter(title=chance.choice(("", "Zoë"))) | Abstract.objects.exclude(body=None)
    shown = {row["id"]: row for row in meant.values("id", *COLUMNS)}
    plan = plan_change(meant.order_by("pk"), change=change)
    assert [planned.key for planned in plan.rows] == sorted(
        key for key, row in shown.items() if row["status"] != change.value
    )
    assert plan.same + len(plan.rows) == len(shown)
    meddle(chance, list(rows()))
    before, history = rows(), ChangeRecord.objects.count()
    outcome = change_rows(Abstract, change=change, seen={planned.key: planned.seen for planned in plan.rows})
    expected = {planned.key for planned in plan.rows if before.get(planned.key) == shown[planned.key]}
    assert set(outcome.changed) == expected
    assert ChangeRecord.objects.count() == history + len(expected)
    after = rows()
    for key, row in before.items():
        told = {"status": change.value, "updated_at": after[key]["updated_at"]} if key in expected else {}
        assert after[key] == {**row, **told}
    assert after.keys() == before.keys()


def test_every_row_is_accounted_for_once() -> None:
    keys = [factories.AbstractFactory(status="submitted").pk for _ in range(4)]
    change = Change("status", "accepted")
    plan = plan_change(Abstract.objects.order_by("pk"), change=change)
    seen = {planned.key: planned.seen for planned in plan.rows}
    Abstract.objects.filter(pk=keys[1]).update(status="accepted")
    Abstract.objects.filter(pk=keys[2]).update(status="rejected")
    Abstract.objects.filter(pk=keys[3]).delete()
    assert change_rows(Abstract, change=change, seen=seen) == ([keys[0]], [keys[1]], keys[2:])
    assert change_rows(Abstract, change=change, seen=seen) == ([], keys[:2], keys[2:])  # a second click


def test_rows_are_locked_until_the_change_is_done() -> None:
    if not connections["TESTCLIENT"].features.has_select_for_update:
        pytest.skip("the server locks its whole file")
    factories.PeopleFactory(public=False)
    change = Change("public", True)
    plan = plan_change(People.objects.order_by("pk"), change=change)
    with CaptureQueriesContext(connections["TESTCLIENT"]) as queries:
        change_rows(People, change=change, seen={planned.key: planned.seen for planned in plan.rows})
    statements = [query["sql"] for query in queries.captured_queries]
    locked = next(n for n, text in enumerate(statements) if "FOR UPDATE" in text)
    assert locked < next(n for n, text in enumerate(statements) if text.startswith("UPDATE"))


def test_more_than_can_be_looked_at_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_AT_ONCE", 2)
    for _ in range(2):
        factories.PeopleFactory(public=False)
    change = Change("public", True)
    plan = plan_change(People.objects.order_by("pk"), change=change)
    assert (len(plan.rows), plan.too_many) == (2, False)
    factories.PeopleFactory(public=False)
    assert plan_change(People.objects.order_by("pk"), change=change).too_many
    with pytest.raises(ValueError, match="3 rows at once; 2 is the most"):
        change_rows(People, change=change, seen=dict.fromkeys((1, 2, 3), ""))
    assert not People.objects.filter(public=True).exists()
