"""The list of tenants that a person may enter."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from poseidon.domain.accounts.models import Accounts
from tests.factories import MembershipFactory, UserFactory
from tests.web.conftest import DATABASES, CountQueries, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)


def test_one_tenant_is_one_click_away(viewer: Client) -> None:
    page = viewer.get("/").text
    assert '<a class="door" href="/TESTCLIENT/">' in page
    assert "The Test Society" in page
    assert "TESTCLIENT · Viewer" in page
    assert "OTHERCLIENT" not in page


def test_operator_may_enter_all(client_of: SignIn) -> None:
    page = client_of("operator").get("/").text
    assert 'href="/TESTCLIENT/"' in page
    assert 'href="/OTHERCLIENT/"' in page
    assert 'href="/admin/"' in page


def test_person_without_tenant_is_told_what_to_do(client_of: SignIn) -> None:
    page = client_of("outsider").get("/").text
    assert "No workspace yet" in page
    assert "<strong>outsider</strong>" in page
    assert 'class="door"' not in page
    assert "/admin/" not in page


def test_suspended_tenant_is_shown_but_closed(viewer: Client) -> None:
    Accounts.objects.filter(acronym="TESTCLIENT").update(active=False)
    page = viewer.get("/").text
    assert "TESTCLIENT · suspended" in page
    assert 'href="/TESTCLIENT/"' not in page


def test_tenant_that_is_not_served_is_not_shown(viewer: Client, users: dict[str, User]) -> None:
    MembershipFactory(user=users["viewer"], tenant="GONE")
    assert "GONE" not in viewer.get("/").text


def test_customer_without_a_name_is_called_by_its_acronym(viewer: Client) -> None:
    Accounts.objects.filter(acronym="TESTCLIENT").update(name=None)
    assert "<strong>TESTCLIENT</strong>" in viewer.get("/").text


def test_list_is_filtered_by_name_and_acronym(client_of: SignIn) -> None:
    client = client_of("operator")
    for words in ("other society", "OTHERCL"):
        page = client.get("/", {"q": words}).text
        assert 'href="/OTHERCLIENT/"' in page
        assert 'href="/TESTCLIENT/"' not in page
    assert "No workspace of yours is called “nothing”" in client.get("/", {"q": "nothing"}).text


def test_number_of_queries_is_that_of_one_tenant(client_of: SignIn, count_queries: CountQueries) -> None:
    one, two = client_of("viewer"), client_of("operator")
    with count_queries() as counts_of_one:
        one.get("/")
    with count_queries() as counts_of_two:
        two.get("/")
    assert counts_of_one == {"default": 3, "accounts": 1, "TESTCLIENT": 0, "OTHERCLIENT": 0}
    assert counts_of_two["accounts"] == 1
    assert counts_of_two["default"] <= 3


def test_head_is_answered(viewer: Client) -> None:
    assert viewer.head("/").status_code == 200


def test_user_whose_name_is_markup_is_shown_as_text(client: Client, customers: None) -> None:
    user = UserFactory(username="x", first_name="<b>Ada</b>")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    page = client.get("/").text
    assert "&lt;b&gt;Ada&lt;/b&gt;" in page
