"""Small tables are counted, large ones are not; a filter is gone through once."""

import pytest

from poseidon.commons import row_counts
from poseidon.commons.row_counts import RowCount, counted
from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])


@pytest.mark.parametrize(("number", "filtered"), [(0, False), (0, True), (3, False), (3, True)])
def test_few_rows_are_counted(number: int, filtered: bool) -> None:
    with tenant_context("TESTCLIENT"):
        factories.PeopleFactory.create_batch(number)
        rows, count = counted(People.objects.all(), filtered=filtered)
        assert (count, len(rows)) == (RowCount(number), number)


@pytest.mark.parametrize("kept", [0, 1500])
def test_rows_that_match_are_the_same_however_they_are_read_on(
    kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_counts, "KEPT", kept)
    with tenant_context("TESTCLIENT"):
        for number in range(6):
            factories.PeopleFactory(city="A" if number % 2 else "B")
        rows, count = counted(People.objects.filter(city="A"), filtered=True)
        assert count == RowCount(3)
        assert {person.city for person in rows} == {"A"}
        assert len(rows) == 3
        assert ("`city`" in str(rows.query).split("WHERE")[1].replace('"', "`")) == (kept == 0)


def test_many_matches_are_said_to_be_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_counts, "COUNTED", 2)
    with tenant_context("TESTCLIENT"):
        factories.PeopleFactory.create_batch(4)
        assert counted(People.objects.all(), filtered=True)[1] == RowCount(2, beyond=True)


@pytest.mark.parametrize(
    ("told", "count"),
    [
        (987_654, RowCount(990_000, estimated=True)),
        (1, RowCount(2, beyond=True)),  # statistics that are older than the rows
        (None, RowCount(2, beyond=True)),
    ],
)
def test_large_table_is_estimated(told: int | None, count: RowCount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_counts, "COUNTED", 2)
    monkeypatch.setattr(row_counts, "_estimate", lambda alias, table: told)  # no test has a million rows
    with tenant_context("TESTCLIENT"):
        factories.PeopleFactory.create_batch(4)
        assert counted(People.objects.all(), filtered=False)[1] == count


@pytest.mark.mysql
def test_server_is_asked_for_its_estimate() -> None:
    with tenant_context("TESTCLIENT"):
        rows = People.objects.all()
        told = row_counts._estimate(rows.db, "people")
        assert isinstance(told, int)
        assert row_counts._estimate(rows.db, "no_such_table") is None
