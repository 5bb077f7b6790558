"""What a search of a large table finds, and says that it looked at."""

import functools
import html
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from poseidon.admin import tenant_site
from poseidon.models import People, Registration
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.web.admin.conftest import Enlarge
from tests.web.conftest import DATABASES, CountQueries, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)

BASE = "/TESTCLIENT/admin/poseidon/"


@pytest.fixture
def people(enlarge: Enlarge) -> dict[str, People]:
    """Four people in a table that is taken for a large one."""
    enlarge("people", "regist")
    with tenant_context("TESTCLIENT"):
        person = functools.partial(factories.PeopleFactory, organisation=None, email=None)
        made = {
            "ada": person(first_name="Ada", last_name="Lovelace", email="ada@example.org"),
            "king": person(first_name="Lovelace", last_name="King", email="x@ada.org"),
            "müller": person(first_name="Zoë", last_name="Müller", external_id="ORCID-7"),
            "garcía": person(first_name="Gabriel", last_name="García Márquez"),
        }
        Registration.objects.create(pid=made["ada"].pid, category="Regular")
        Registration.objects.create(pid=made["king"].pid, category="Student")
    return made


def found(client: Client, term: str, model: str = "people") -> tuple[set[object], str]:
    answer = client.get(f"{BASE}{model}/", {"q": term})
    return set(answer.context["cl"].result_list), html.unescape(answer.text)


@pytest.mark.parametrize(
    ("term", "names", "told"),
    [
        ("Love", ["ada"], "last names beginning with “Love”"),
        ("love", ["ada"], "last names beginning with “love”"),
        ("lace", [], "last names beginning with “lace”"),
        ("Müll", ["müller"], "last names beginning with “Müll”"),
        ("日本", [], "last names beginning with “日本”"),
        ("ada lov", ["ada"], "first and last names beginning with “ada”, “lov”"),
        ("Lovelace Ada", ["ada"], "first and last names"),
        ("gabriel garcía már", ["garcía"], "first and last names"),
        ("garcía már", ["garcía"], "first and last names"),
        ("ORCID-7", ["müller"], "numbers and external ids for “ORCID-7”"),
        ("ada@", ["ada"], "e-mail addresses beginning with “ada@”"),
        ("*ada", ["ada", "king"], "first name, last name, organisation and email for “ada”"),
        ("*lace ki", ["king"], "for “lace ki”"),
        ("%", [], "last names beginning with “%”"),
        ("_ove", [], "last names beginning with “_ove”"),
        ("9" * 30, [], "numbers and external ids"),
    ],
)
def test_large_table_is_searched_by_index_and_says_so(
    term: str, names: list[str], told: str, people: dict[str, People], viewer: Client
) -> None:
    rows, page = found(viewer, term)
    assert rows == {people[name] for name in names}
    assert told in page


def test_number_is_found(people: dict[str, People], viewer: Client) -> None:
    assert found(viewer, str(people["king"].pid))[0] == {people["king"]}


def test_page_offers_to_search_everywhere(people: dict[str, People], viewer: Client) -> None:
    _, page = found(viewer, "lace")
    assert "?q=%2Alace" in page
    rows, page = found(viewer, "*lace")
    assert rows == {people["ada"], people["king"]}
    assert "Search everywhere" not in page
    assert "No index helps" in page


def test_small_table_is_searched_everywhere(viewer: Client) -> None:
    with tenant_context("TESTCLIENT"):
        ada = factories.PeopleFactory(first_name="Ada", last_name="Lovelace")
    rows, page = found(viewer, "lace")
    assert rows == {ada}
    assert "Searched first name, last name, organisation and email for “lace”" in page
    assert "No index helps" not in page


@pytest.mark.mysql
def test_search_of_a_large_table_uses_its_index(people: dict[str, People]) -> None:
    admin = tenant_site._registry[People]
    with tenant_context("TESTCLIENT"):
        look = admin.indexed_search("Love", "TESTCLIENT")
        plan = People.objects.filter(look.condition).order_by().explain()
        assert "range" in plan
        assert "name" in plan.split()


def test_registrations_are_found_by_their_people(people: dict[str, People], viewer: Client) -> None:
    rows, page = found(viewer, "Love", "registration")
    assert {row.pid for row in rows} == {people["ada"].pid}
    assert "people: last names beginning with “Love”" in page
    rows, _ = found(viewer, str(people["king"].pid), "registration")
    assert people["king"].pid in {row.pid for row in rows}


def test_search_takes_at_most_eight_queries(
    people: dict[str, People], client_of: SignIn, count_queries: CountQueries, settings: Any
) -> None:
    settings.TENANCY_STATUS_TTL = 15  # as in production: asked once for all requests of a quarter of a minute
    client = client_of("admin")
    client.get("/TESTCLIENT/admin/")
    for model in ("people", "registration"):
        with count_queries() as counts:
            assert found(client, "Love", model)[0]
        assert sum(counts.values()) <= 8, counts


@pytest.mark.mysql
@pytest.mark.parametrize(
    "model", [m for m, a in tenant_site._registry.items() if a.indexes], ids=lambda m: m.__name__
)
def test_indexes_that_lists_rely_on_are_there(model: type[People], in_tenant: None) -> None:
    connection = connections["TESTCLIENT"]
    key = model._meta.pk.column
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table).values()
    there = [[*made["columns"], key] for made in found if made["index"] or made["primary_key"]]
    for index in tenant_site._registry[model].indexes:
        columns = [model._meta.get_field(name).column for name in index]
        assert any(made[: len(columns)] == columns for made in there), (index, there)


@pytest.mark.parametrize("page", ["x", "0", "-3", "99", "9" * 5000, ""])
@pytest.mark.parametrize("extended", ["", "&extended=1"])
def test_page_of_the_search_box_that_there_is_not_is_no_error(
    page: str, extended: str, viewer: Client
) -> None:
    answer = viewer.get(f"/TESTCLIENT/admin/search/?s=people&page={page}{extended}")
    assert answer.status_code == 200


def test_suggestions_of_a_large_table_come_from_its_index(
    people: dict[str, People], viewer: Client, enlarge: Enlarge
) -> None:
    enlarge("rooms")
    with tenant_context("TESTCLIENT"):
        factories.RoomFactory.create_batch(8, name="Hall")
    asked = {"app_label": "poseidon", "model_name": "session", "field_name": "room", "term": "hall"}
    answer = viewer.get("/TESTCLIENT/admin/autocomplete/", asked).json()
    assert len(answer["results"]) == 8
