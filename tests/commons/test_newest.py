"""Which rows are a table's newest: asked for several tables at once, and once a minute."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoAssertNumQueries

from poseidon.commons.newest import Wanted, Window, newest, newest_of
from poseidon.models import Abstract, People, Session
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "OTHERCLIENT"])


@pytest.fixture(autouse=True)
def rows() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        for number in range(1, 6):
            factories.PeopleFactory(pid=number * 10)
            factories.SessionFactory(id=number)
        yield


def wanted(*numbers: int) -> list[Wanted]:
    models = (People, Session, Abstract)
    return [Wanted(each.objects.all(), number) for each, number in zip(models, numbers, strict=True)]


def test_windows_of_several_tables_take_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1, using="TESTCLIENT"):
        assert newest_of(*wanted(2, 3, 4)) == [Window(30, 2), Window(2, 3), None]
    assert People.objects.filter(pid__gt=30).count() == 2
    with django_assert_num_queries(0, using="TESTCLIENT"):
        assert newest_of(*wanted(2, 3, 4)) == [Window(30, 2), Window(2, 3), None]


def test_only_what_is_not_known_is_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    assert newest(Session.objects.all(), 3) == Window(2, 3)
    with django_assert_num_queries(1, using="TESTCLIENT") as asked:
        assert newest_of(*wanted(2, 3, 4)) == [Window(30, 2), Window(2, 3), None]
    assert Session._meta.db_table not in asked.captured_queries[0]["sql"]


def test_table_of_as_many_rows_has_no_window() -> None:
    assert newest(People.objects.all(), 5) is None
    assert newest(People.objects.all(), 4) == Window(10, 4)


def test_what_is_added_meanwhile_is_among_the_newest() -> None:
    newest(People.objects.all(), 2)
    factories.PeopleFactory(pid=60)
    assert newest(People.objects.all(), 2) == Window(30, 2)


def test_windows_are_a_tenants_own() -> None:
    assert newest(People.objects.all(), 2) == Window(30, 2)
    with tenant_context("OTHERCLIENT"):
        assert newest(People.objects.all(), 2) is None
