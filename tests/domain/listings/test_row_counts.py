"""Small tables are counted, large ones are not; a filter is gone through once."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connections

from poseidon.commons import row_counts
from poseidon.commons.large_tables import estimated, is_large
from poseidon.commons.row_counts import RowCount, counted
from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.support.many_people import add_many_people

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def _inside() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


@pytest.mark.parametrize(("number", "filtered"), [(0, False), (0, True), (3, False), (3, True)])
def test_few_rows_are_counted(number: int, filtered: bool) -> None:
    factories.PeopleFactory.create_batch(number)
    rows, count = counted(People.objects.all(), filtered=filtered)
    assert (count, len(rows)) == (RowCount(number), number)


@pytest.mark.parametrize("kept", [0, 1500])
def test_rows_that_match_are_the_same_however_they_are_read_on(
    kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_counts, "KEPT", kept)
    for number in range(6):
        factories.PeopleFactory(city="A" if number % 2 else "B")
    rows, count = counted(People.objects.filter(city="A"), filtered=True)
    assert count == RowCount(3)
    assert {person.city for person in rows} == {"A"}
    assert len(rows) == 3
    assert ("`city`" in str(rows.query).split("WHERE")[1].replace('"', "`")) == (kept == 0)


def test_many_matches_are_said_to_be_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_counts, "COUNTED", 2)
    factories.PeopleFactory.create_batch(4)
    assert counted(People.objects.all(), filtered=True)[1] == RowCount(2, beyond=True)


@pytest.mark.mysql
def test_large_table_is_estimated_by_the_server_and_not_counted() -> None:
    add_many_people(25_000)
    number, told_as_estimate, beyond = counted(People.objects.all(), filtered=False)[1]
    assert (told_as_estimate, beyond) == (True, False)
    assert 20_000 <= number <= 30_000
    assert number % 1_000 == 0  # two figures of it
    assert is_large(People, "TESTCLIENT")


@pytest.mark.mysql
def test_estimate_is_remembered_for_a_minute() -> None:
    told = estimated(People, "TESTCLIENT")
    add_many_people(25_000)
    assert estimated(People, "TESTCLIENT") == told
    cache.clear()
    assert estimated(People, "TESTCLIENT") >= 20_000


def test_server_that_estimates_nothing_is_counted_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    if connections["TESTCLIENT"].vendor == "mysql":
        pytest.skip("MySQL does estimate")
    monkeypatch.setattr(row_counts, "COUNTED", 2)
    factories.PeopleFactory.create_batch(4)
    assert counted(People.objects.all(), filtered=False)[1] == RowCount(2, beyond=True)
    assert not is_large(People, "TESTCLIENT")
