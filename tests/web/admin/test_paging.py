"""Pages of long lists show the rows that a plain OFFSET shows."""

import itertools

import pytest
from django.test import Client

from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from poseidon.web.admin import paging
from poseidon.web.admin.signposts import nearest, take_down
from tests import factories
from tests.web.admin.conftest import Enlarge
from tests.web.conftest import DATABASES, CountQueries, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)

PEOPLE = "/TESTCLIENT/admin/poseidon/people/"
BY_NAME = ("last_name", "first_name", "pid")


@pytest.fixture
def crowd() -> None:
    """34 people: the same names several times, none, empty ones, ones that differ in case or accent."""
    with tenant_context("TESTCLIENT"):
        for last, first in itertools.product(
            (None, "", "Abel", "abel", "Ábel", "Zoë"), (None, "Bo", "Cy", "cy", "Émile")
        ):
            factories.PeopleFactory(first_name=first, last_name=last)
        factories.PeopleFactory.create_batch(4, first_name="Bo", last_name="Abel")


@pytest.mark.parametrize("sign", ["", "-"])
def test_every_page_has_the_rows_of_a_plain_offset(
    sign: str, crowd: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "DEEP", 1)
    with tenant_context("TESTCLIENT"):
        ordered = People.objects.order_by(*(f"{sign}{name}" for name in BY_NAME))
        plain = list(ordered)
        for start in (20, 0, 3, 21, 25, 33, 34, 20, 8, 4, *range(34)):
            found = paging.page(ordered, People.objects.all(), start, 5)
            assert found == plain[start : start + 5], start
        assert nearest(ordered, 33).position == 33


def test_pages_of_the_list_cover_everybody_once(crowd: None, viewer: Client, enlarge: Enlarge) -> None:
    enlarge("people")
    listed = [row for number in range(1, 8) for row in shown(viewer, f"?p={number}")]
    with tenant_context("TESTCLIENT"):
        assert listed == list(People.objects.order_by(*BY_NAME))


def test_deep_page_needs_one_query_more(
    crowd: None,
    client_of: SignIn,
    enlarge: Enlarge,
    count_queries: CountQueries,
) -> None:
    enlarge("people")
    client = client_of("admin")
    for query, at_most in (("", 7), ("?p=4", 8), ("?p=5", 8)):
        with count_queries() as counts:
            client.get(PEOPLE + query)
        assert sum(counts.values()) <= at_most, query


def test_page_beyond_an_estimate_is_the_last_one(crowd: None, viewer: Client, enlarge: Enlarge) -> None:
    enlarge("people")
    answer = viewer.get(f"{PEOPLE}?p=9000")
    with tenant_context("TESTCLIENT"):
        assert answer.context["cl"].result_list == list(People.objects.order_by(*BY_NAME))[30:]
    assert (answer.context["cl"].page_num, answer.context["cl"].result_count) == (7, 34)


@pytest.mark.parametrize("page", ["0", "-1", "2", "9" * 30, "9" * 5000, "x"])
def test_page_that_there_is_not_is_no_error(page: str, viewer: Client, crowd: None) -> None:
    assert viewer.get(PEOPLE, {"p": page}, follow=True).status_code == 200


def test_what_is_added_in_the_admin_moves_the_pages_at_once(
    crowd: None, client_of: SignIn, enlarge: Enlarge
) -> None:
    enlarge("people")
    client = client_of("editor")
    before = shown(client, "?p=5")
    client.post(f"{PEOPLE}add/", {"first_name": "A", "last_name": "A"})
    after = shown(client, "?p=5")
    assert after[1:] == before[:-1]


def test_signpost_of_a_row_that_is_gone_still_points_there(
    crowd: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "DEEP", 1)
    with tenant_context("TESTCLIENT"):
        ordered = People.objects.order_by(*BY_NAME)
        first, *others = paging.page(ordered, People.objects.all(), 20, 5)
        first.delete()
        assert paging.page(ordered, People.objects.all(), 20, 5)[:4] == others
        take_down(People)
        assert nearest(ordered, 33) is None


def test_signposts_are_each_tenants_own(crowd: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "DEEP", 1)
    with tenant_context("TESTCLIENT"):
        paging.page(People.objects.order_by(*BY_NAME), People.objects.all(), 20, 5)
    with tenant_context("OTHERCLIENT"):
        assert nearest(People.objects.order_by(*BY_NAME), 33) is None


@pytest.mark.parametrize("ordering", ["1", "-1"])
def test_large_list_is_sorted_by_the_whole_index(
    ordering: str, crowd: None, client_of: SignIn, enlarge: Enlarge
) -> None:
    enlarge("people")
    sign = ordering.removesuffix("1")
    with tenant_context("TESTCLIENT"):
        expected = list(People.objects.order_by(*(f"{sign}{name}" for name in BY_NAME)))[:5]
    assert shown(client_of("admin"), f"?o={ordering}") == expected


def test_large_list_is_not_sorted_by_a_column_without_index(
    crowd: None, viewer: Client, enlarge: Enlarge
) -> None:
    assert "?o=2" in viewer.get(PEOPLE).text
    enlarge("people")
    page = viewer.get(f"{PEOPLE}?o=3")
    assert "?o=2" not in page.text
    with tenant_context("TESTCLIENT"):
        assert page.context["cl"].result_list == list(People.objects.order_by(*BY_NAME))[:5]


def shown(client: Client, query: str) -> list[People]:
    rows: list[People] = client.get(PEOPLE + query).context["cl"].result_list
    return rows
