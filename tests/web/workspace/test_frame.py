"""The frame: which tenant, which conference, and the ways to others."""

import pytest
from django.test import Client

from poseidon.models import Accounts
from poseidon.tenancy.api import tenant_context
from poseidon.web import frame
from tests import factories
from tests.web.conftest import DATABASES, SignIn
from tests.web.html import Page
from tests.web.workspace.conftest import Look

pytestmark = pytest.mark.django_db(databases=DATABASES)

SHOWN = '<span class="tenant-conference">{}</span>'


@pytest.fixture(autouse=True)
def conferences(in_tenant: None) -> None:
    factories.PlanionContainerFactory(code="38C3", name="Congress")
    factories.PlanionContainerFactory(code="CAMP", name="Camp")


def choose(client: Client, code: str, section: str = "", tenant: str = "TESTCLIENT") -> str:
    answer = client.post(f"/{tenant}/choose/", {"conference": code, "section": section})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_every_page_offers_the_search(look: Look) -> None:
    for path in ("", "people/", "conferences/", "registrations/"):
        forms = [attrs for attrs in Page(look(path)).all("form") if attrs.get("class") == "find"]
        assert [attrs["action"] for attrs in forms] == ["/TESTCLIENT/search/"]


def test_all_conferences_are_in_view_until_one_is_chosen(look: Look, viewer: Client) -> None:
    assert SHOWN.format("All conferences") in look("people/")
    assert choose(viewer, "38C3") == "/TESTCLIENT/conferences/38C3/"
    assert SHOWN.format("Congress") in look("registrations/")
    assert 'href="/TESTCLIENT/people/?conference=38C3"' in look("")
    assert choose(viewer, "") == "/TESTCLIENT/conferences/"
    assert SHOWN.format("All conferences") in look("people/")
    assert 'href="/TESTCLIENT/people/"' in look("")


def test_address_comes_before_what_was_chosen(look: Look, viewer: Client) -> None:
    choose(viewer, "38C3")
    assert SHOWN.format("Camp") in look("registrations/", conference="CAMP")
    assert SHOWN.format("Congress") in look("registrations/")


def test_list_stays_the_same_list_when_another_conference_is_chosen(viewer: Client) -> None:
    assert choose(viewer, "CAMP", "people") == "/TESTCLIENT/people/?conference=CAMP"
    assert choose(viewer, "", "people") == "/TESTCLIENT/people/"


@pytest.mark.parametrize("section", ["dashboard", "//evil.example/", "admin:index", "people/../.."])
def test_section_leads_nowhere_else(section: str, viewer: Client) -> None:
    assert choose(viewer, "CAMP", section) == "/TESTCLIENT/conferences/CAMP/"


@pytest.mark.parametrize("code", ["NOPE", "\0", "😀", "x" * 300, "  "])
def test_unknown_conference_is_all_conferences(code: str, viewer: Client, look: Look) -> None:
    choose(viewer, code)
    assert SHOWN.format("All conferences") in look("people/")


def test_choice_is_kept_for_its_tenant_alone(client_of: SignIn) -> None:
    with tenant_context("OTHERCLIENT"):
        factories.PlanionContainerFactory(code="38C3", name="Somebody else's congress")
    client = client_of("operator")
    choose(client, "38C3")
    assert SHOWN.format("All conferences") in client.get("/OTHERCLIENT/people/").text
    assert SHOWN.format("Congress") in client.get("/TESTCLIENT/people/").text


def test_chosen_conference_is_listed_however_old_it_is(look: Look, viewer: Client) -> None:
    factories.PlanionContainerFactory(code="OLD", name="Old one", date=None, dateend=None)
    for number in range(frame.CONFERENCES):
        factories.PlanionContainerFactory(code=f"N{number}")
    assert "Old one" not in look("registrations/").partition("<main")[0]
    choose(viewer, "OLD")
    head = look("registrations/").partition("<main")[0]
    assert SHOWN.format("Old one") in head
    assert "More conferences" in head


def test_menu_lists_the_tenants_that_may_be_entered(client_of: SignIn, users: dict[str, object]) -> None:
    other = '<a href="/OTHERCLIENT/"><span>The Other Society</span>'
    assert other not in client_of("viewer").get("/TESTCLIENT/people/").text
    assert other in client_of("operator").get("/TESTCLIENT/people/").text
    factories.MembershipFactory(user=users["viewer"], tenant="OTHERCLIENT")
    assert other in client_of("viewer").get("/TESTCLIENT/people/").text
    account = Accounts.objects.get(acronym="OTHERCLIENT")
    account.active = False
    account.save()
    assert other not in client_of("viewer").get("/TESTCLIENT/people/").text


def test_operator_of_many_tenants_gets_no_long_menu(
    client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "TENANTS", 1)
    assert "The Other Society" not in client_of("operator").get("/TESTCLIENT/people/").text


def test_operator_is_led_to_the_tenant_s_health(look: Look, client_of: SignIn) -> None:
    assert 'href="/TESTCLIENT/health/"' in client_of("operator").get("/TESTCLIENT/").text
    assert 'href="/TESTCLIENT/health/"' not in look()
