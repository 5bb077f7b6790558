"""How many rows a list says it has."""

import pytest
from django.db import connections
from django.test import Client

from poseidon.commons.large_tables import estimated
from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from poseidon.web.admin.counting import About, Inexact, MoreThan, counted
from tests import factories
from tests.web.admin.conftest import Enlarge
from tests.web.conftest import DATABASES, CountQueries

pytestmark = pytest.mark.django_db(databases=DATABASES)

PEOPLE = "/TESTCLIENT/admin/poseidon/people/"


def make_people(number: int) -> None:
    with tenant_context("TESTCLIENT"):
        factories.PeopleFactory.create_batch(number)


def test_few_rows_are_counted(viewer: Client) -> None:
    make_people(3)
    with tenant_context("TESTCLIENT"):
        assert not isinstance(counted(People.objects.all()), Inexact)
    assert "3\n" in viewer.get(PEOPLE).text.replace(" ", "")


def test_large_table_is_estimated_and_the_page_says_about(viewer: Client, enlarge: Enlarge) -> None:
    make_people(8)
    enlarge("people")
    page = viewer.get(PEOPLE).text
    assert "about 980,000" in page
    assert "Show all" not in page


def test_part_of_a_large_table_is_counted_up_to_a_bound(viewer: Client, enlarge: Enlarge) -> None:
    make_people(8)
    with tenant_context("TESTCLIENT"):
        People.objects.update(public=True)
        factories.PeopleFactory(public=False)
    enlarge("people")
    assert "more than 5" in viewer.get(f"{PEOPLE}?public__exact=1").text
    page = viewer.get(f"{PEOPLE}?public__exact=0").text
    assert "1 result" in page
    assert "about" not in page


def test_no_statement_counts_more_than_the_bound(enlarge: Enlarge, count_queries: CountQueries) -> None:
    make_people(8)
    enlarge("people")
    with tenant_context("TESTCLIENT"), count_queries() as counts:
        assert isinstance(counted(People.objects.all()), About)
        assert isinstance(counted(People.objects.filter(pid__gt=0)), MoreThan)
    assert counts["TESTCLIENT"] == 2


def test_numbers_read_as_words() -> None:
    assert (str(About(980_000)), str(MoreThan(10_000))) == ("about 980,000", "more than 10,000")
    assert f"{About(980_000) + 1}" == "980001"


@pytest.mark.mysql
def test_estimate_is_the_servers(in_tenant: None) -> None:
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute(
            "SELECT table_rows FROM information_schema.tables "
            "WHERE table_schema = DATABASE() AND table_name = 'people'"
        )
        assert estimated(People, "TESTCLIENT") == cursor.fetchone()[0]


def test_sqlite_and_the_like_estimate_nothing(in_tenant: None) -> None:
    if connections["TESTCLIENT"].vendor != "sqlite":
        pytest.skip("a server does estimate")
    assert estimated(People, "TESTCLIENT") == 0
