"""Who is found in a table that is large in truth, and how far a search looked."""

from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from poseidon.commons.indexes import is_indexed
from poseidon.commons.large_tables import is_large
from poseidon.domain.people import finding, reach
from poseidon.domain.people.finding import pids_with_email
from poseidon.domain.people.reach import Reach, seek_people
from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.support.many_people import add_many_people

pytestmark = [pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"]), pytest.mark.mysql]

NEWEST = 20_000


@pytest.fixture(scope="module")
def large_table(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Some people older than 25,000 others, and some newer: committed once for all tests, as making them is
    slow. Afterwards the server is not to take the table for a large one."""
    with django_db_blocker.unblock():
        try:
            with tenant_context("TESTCLIENT"):
                _fill()
            _let_server_count()
            yield
        finally:
            with connections["TESTCLIENT"].cursor() as cursor:
                cursor.execute("TRUNCATE TABLE people")  # a server may go on counting rows that were deleted
            connections["TESTCLIENT"].close()


def _fill() -> None:
    person = factories.PeopleFactory
    person(pid=7, first_name="Zoë", last_name="Müller", email="zoe@example.org", external_id="ext-9")
    person(pid=8, first_name="Ana María", last_name="García López", email="a@example.org", organisation="Sea")
    person(pid=9, first_name="Dora", last_name="Mueller", email="d.mueller@example.org")
    add_many_people()
    person(pid=2_000_000, first_name="Zoe", last_name="New", email="new@example.org", organisation="Sea")


def _let_server_count() -> None:
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("ANALYZE TABLE people")


@pytest.fixture(autouse=True)
def _inside(large_table: None) -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def pids(words: str) -> list[int]:
    return sorted(seek_people(words).rows.values_list("pid", flat=True))


def test_last_names_and_numbers_are_found_in_all_and_the_rest_among_the_newest() -> None:
    wanted = {
        "müller": [7, 9], "MULLER": [7], "mueller": [9], "zoë mül": [7], "Mül zoe": [7], "ana gar": [8],
        "lópez": [], "garcia lopez ana": [8], "7": [7], "007": [7], "#7": [7], "ext-9": [7],
        "0" * 40 + "7": [7], "9" * 30: [], "x" * 300: [], "new@exam": [2_000_000],
        "zoe@example.org": [7], "D.MUELLER@example.org": [9],
        "zoe": [2_000_000], "sea": [2_000_000], "w@example": [2_000_000],
        "*zoe": [7, 2_000_000], "* sea": [8, 2_000_000], "*lópez": [8], "*zoe@": [7],
        "%": [], "_": [], "'": [], "\\": [], "😀": [], "日本": [],
    }  # fmt: skip
    assert {words: pids(words) for words in wanted} == wanted


def test_nothing_asked_is_everybody() -> None:
    assert is_large(People, "TESTCLIENT")
    for nothing in ("", "   ", "\0", "*"):
        assert seek_people(nothing).rows.count() == 25_004


def test_how_far_it_looked_is_told_with_the_way_further() -> None:
    assert seek_people("zoe").reach == Reach(newest=NEWEST, most=None, wider="*zoe")
    assert seek_people("*zoe").reach is None
    assert seek_people("").reach is None
    assert seek_people("7").reach == Reach(newest=None, most=None, wider="*7")


def test_frequent_last_name_is_read_from_the_index_alone() -> None:
    found = seek_people("pers")
    assert found.reach == Reach(newest=None, most=None, wider="*pers")
    assert found.rows.count() == 25_000


def test_frequent_other_word_ends_with_the_newest() -> None:
    found = seek_people("many")
    assert found.reach == Reach(newest=NEWEST, most=reach.KEPT, wider="*many")
    assert set(found.rows.values_list("pid", flat=True)) == {1_024_999 - n for n in range(reach.KEPT)}


def test_table_smaller_than_its_estimate_is_searched_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "NEWEST_PEOPLE", 30_000)
    assert pids("zoe") == [7, 2_000_000]
    assert seek_people("zoe").reach is None


def test_address_is_looked_for_in_the_whole_column_while_that_is_quick(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    factories.PeopleFactory(pid=11, last_name="Elsewhere", email="someone@example.org")
    assert pids_with_email("someone@example.org", most=5) == [11]
    monkeypatch.setattr(finding, "QUICKLY_READ", 10_000)
    assert pids_with_email("someone@example.org", most=5) == []
    assert pids_with_email("d.mueller@example.org", most=5) == [9]  # by the last name that is in it


def test_indexes_are_those_of_the_table() -> None:
    assert is_indexed(People, "last_name", "TESTCLIENT")
    assert is_indexed(People, "pid", "TESTCLIENT")
    assert not is_indexed(People, "first_name", "TESTCLIENT")  # the second column of one
    assert not is_indexed(People, "email", "TESTCLIENT")


def _rows_read() -> int:
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("SHOW SESSION STATUS LIKE 'Handler_read%'")
        return sum(int(number) for _, number in cursor.fetchall())


def _read_for(words: str) -> int:
    before = _rows_read()
    list(seek_people(words).rows.order_by("last_name", "first_name", "pid").values_list("pid")[:50])
    return _rows_read() - before


def test_search_reads_what_it_may_and_not_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "NEWEST_PEOPLE", 100)
    monkeypatch.setattr(finding, "QUICKLY_READ", 10_000)
    assert _read_for("*zoe") >= 25_000
    for words in ("zoe", "müller", "lopez ana", "7", "ext-9", "d.mueller@example.org", "日本"):
        assert _read_for(words) < 1_000, words
    assert _read_for("pers") < 3_000
