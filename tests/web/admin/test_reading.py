"""The tenant's admin as its readers meet it."""

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import Model
from django.test import Client

from poseidon.admin import tenant_site
from poseidon.models import ChangeRecord
from poseidon.tenancy.api import references_of, tenant_context
from poseidon.web.charsets import charsets_of
from tests import factories
from tests.web.conftest import DATABASES, CountQueries, Counts, SignIn
from tests.web.multiplied import multiply

pytestmark = pytest.mark.django_db(databases=DATABASES)

MODELS = sorted(tenant_site._registry, key=lambda model: model.__name__)
BASE = "/TESTCLIENT/admin/poseidon/"


def make(model: type[Model], number: int) -> list[Model]:
    with tenant_context("TESTCLIENT"):
        return [getattr(factories, f"{model.__name__}Factory")() for _ in range(number)]


def asked(client: Client, address: str, count_queries: CountQueries) -> Counts:
    """What a page asks when nothing is remembered from the one before."""
    cache.clear()
    with count_queries() as counts:
        assert client.get(address).status_code == 200, address
    return counts


@pytest.mark.slow
def test_pages_of_every_model_take_as_many_queries_for_a_thousand_rows_as_for_one(
    client_of: SignIn, count_queries: CountQueries
) -> None:
    client = client_of("admin")
    rows = {model: make(model, 1)[0] for model in MODELS}
    pages = {}
    for model, row in rows.items():
        there = f"{BASE}{model._meta.model_name}/"
        for part in ("", "add/", *(f"{row.pk}/{page}/" for page in ("change", "delete", "history"))):
            pages[f"{there}{part}"] = model
    for model in MODELS:  # what a process asks once
        charsets_of("TESTCLIENT", model._meta.db_table)
        ContentType.objects.get_for_model(model)
    one = {address: asked(client, address, count_queries) for address in pages}
    for model in MODELS:
        make(model, 2)
    three = {address: asked(client, address, count_queries) for address in pages}
    with tenant_context("TESTCLIENT"):
        for row in (*rows.values(), ChangeRecord.objects.latest("pk")):
            multiply(row, 1_000)
    many = {address: asked(client, address, count_queries) for address in pages}
    assert {address: seen for address, seen in three.items() if seen != one[address]} == {}
    differ = {address for address, seen in many.items() if seen != one[address]}
    assert {address for address in differ if not address.endswith("/change/")} == set()
    for address in differ:  # what a form refers to is looked up where it is not among the fifty it offers
        references = len(references_of(pages[address]))
        assert 0 < many[address]["TESTCLIENT"] - one[address]["TESTCLIENT"] <= references, address
    assert {address for address, seen in one.items() if seen["OTHERCLIENT"]} == set()
    assert {address for address, seen in one.items() if seen["default"] > 3} == set()
    lists = {
        address: seen["TESTCLIENT"]
        for address, seen in one.items()
        if address.count("/") == BASE.count("/") + 1
    }
    assert {address: number for address, number in lists.items() if number > 6} == {}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_search_understands_any_text(model: type[Model], viewer: Client) -> None:
    make(model, 1)
    for words in ("ada", "7", "Zoë", "日本 🎉", "%", "x' OR 1=1"):
        assert viewer.get(f"{BASE}{model._meta.model_name}/", {"q": words}).status_code == 200, words


def test_list_names_the_people_it_refers_to(viewer: Client) -> None:
    with tenant_context("TESTCLIENT"):
        ada = factories.PeopleFactory(first_name="Ada", last_name="Lovelace")
        factories.RegistrationFactory(pid=ada.pid)
        factories.RegistrationFactory(pid=987654)
    page = viewer.get(f"{BASE}registration/").text
    assert "Ada Lovelace" in page
    assert "987654" in page


def test_list_is_filtered_by_conference(viewer: Client) -> None:
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3")
        factories.SessionFactory(conference_code="38C3", title="Kept")
        factories.SessionFactory(title="Dropped")
    page = viewer.get(f"{BASE}session/?conference=38C3").text
    assert "Kept" in page
    assert "Dropped" not in page


def test_session_with_many_people_takes_as_many_queries_as_with_one(
    client_of: SignIn, count_queries: CountQueries
) -> None:
    with tenant_context("TESTCLIENT"):
        session = factories.SessionFactory()
    client_of("editor").get(
        f"{BASE}session/{session.pk}/change/"
    )  # the columns' character sets are asked once
    seen = []
    for more in (1, 2, 20):
        with tenant_context("TESTCLIENT"):
            for _ in range(more):
                factories.SessionPersonFactory(session=session)
        with count_queries() as counts:
            client_of("editor").get(f"{BASE}session/{session.pk}/change/")
        seen.append(counts["TESTCLIENT"])
    assert seen[0] == seen[1] == seen[2]


def test_dangling_references_break_no_page(viewer: Client) -> None:
    with tenant_context("TESTCLIENT"):
        session = factories.SessionFactory(room=None, room_id=987654)
        for factory in (factories.SessionPersonFactory, factories.SessionAbstractFactory):
            factory(session=None, session_id=987654)
        factories.CstmValsFactory(field=None, field_id=987654)
        factories.AbstractAuthorsFactory(abstract=None, abstract_id=987654, pid=None)
    for model in ("session", "sessionperson", "sessionabstract", "cstmvals", "abstractauthors"):
        assert viewer.get(f"{BASE}{model}/").status_code == 200, model
    assert viewer.get(f"{BASE}session/{session.pk}/change/").status_code == 200


def test_autocomplete_finds_only_own_rows(viewer: Client) -> None:
    with tenant_context("OTHERCLIENT"):
        factories.RoomFactory(name="Foreign hall")
    with tenant_context("TESTCLIENT"):
        factories.RoomFactory(name="Own hall")
    asked = {"app_label": "poseidon", "model_name": "session", "field_name": "room", "term": "hall"}
    found = viewer.get("/TESTCLIENT/admin/autocomplete/", asked).json()["results"]
    assert [row["text"] for row in found] == ["Own hall"]


def test_addresses_stay_in_the_tenant(viewer: Client) -> None:
    row = make(factories.PeopleFactory._meta.model, 1)[0]
    page = viewer.get(f"{BASE}people/").text
    assert f'href="/TESTCLIENT/admin/poseidon/people/{row.pk}/change/' in page
    assert 'action="/TESTCLIENT/admin/logout/"' in page
    assert 'href="/admin/' not in page


def test_frame_names_customer_and_tenant(viewer: Client) -> None:
    page = viewer.get("/TESTCLIENT/admin/").text
    assert "The Test Society" in page
    assert "TESTCLIENT" in page


def test_journal_of_the_platform_is_not_shown(client_of: SignIn, users: dict[str, User]) -> None:
    LogEntry.objects.create(user=users["operator"], object_repr="Secret of OTHERCLIENT", action_flag=ADDITION)
    page = client_of("operator").get("/TESTCLIENT/admin/").text
    assert "Secret of OTHERCLIENT" not in page


def test_signing_out_of_the_admin_ends_at_the_entrance(viewer: Client) -> None:
    answer = viewer.post("/TESTCLIENT/admin/logout/")
    assert answer["Location"] == "/"
    assert "_auth_user_id" not in viewer.session


@pytest.mark.parametrize("path", ["/TESTCLIENT/admin/", "/TESTCLIENT/admin/poseidon/people/"])
def test_policy_is_relaxed_for_the_admin_alone(path: str, viewer: Client) -> None:
    assert "'unsafe-eval'" in viewer.get(path)["Content-Security-Policy"]
    for ours in ("/", "/TESTCLIENT/", "/TESTCLIENT/people/", "/NOSUCH/"):
        policy = viewer.get(ours)["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy


def test_refused_visitor_gets_no_relaxed_policy(client_of: SignIn) -> None:
    for role in ("anonymous", "outsider"):
        assert "unsafe" not in client_of(role).get("/TESTCLIENT/admin/")["Content-Security-Policy"]
