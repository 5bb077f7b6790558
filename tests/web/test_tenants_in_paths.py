"""The tenant in the path: who is served, and that addresses stay inside."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from poseidon.commons.config.databases import TenantDatabases
from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.api import Invitation, tenant_context
from tests import factories
from tests.web.conftest import DATABASES, SignIn
from tests.web.html import Page, problems_of

pytestmark = pytest.mark.django_db(databases=DATABASES)

SHARED = ("/static/", "/sign-out/")


def test_suspended_tenant_is_closed_for_everybody(client_of: SignIn) -> None:
    Accounts.objects.filter(acronym="TESTCLIENT").update(active=False)
    for role in ("anonymous", "viewer", "admin", "operator"):
        answer = client_of(role).get("/TESTCLIENT/people/")
        assert answer.status_code == 403
        assert "This workspace is suspended" in answer.text
        assert problems_of(answer.text) == []


def test_tenant_without_account_is_not_found(client_of: SignIn) -> None:
    Accounts.objects.filter(acronym="TESTCLIENT").delete()
    assert client_of("operator").get("/TESTCLIENT/").status_code == 404


def test_unknown_tenant_is_not_found(client_of: SignIn) -> None:
    for path in ("/NOSUCH/", "/NOSUCH/people/", "/nosuch", "/TESTCLIENT_RO/", "/default/", "/accounts/"):
        assert client_of("operator").get(path).status_code == 404, path


def test_wrong_case_is_led_to_the_right_name(viewer: Client) -> None:
    answer = viewer.get("/testclient/people/?q=a")
    assert answer.status_code == 302
    assert answer["Location"] == "/TESTCLIENT/people/?q=a"


@pytest.mark.parametrize("path", ["//TESTCLIENT/people/", "///testclient/people/"])
def test_second_slash_is_taken_away(path: str, viewer: Client) -> None:
    """Else `//TESTCLIENT/…` would be in the page's own links, where it means a host of that name."""
    answer = viewer.generic("GET", "/", PATH_INFO=path, QUERY_STRING="q=a")
    assert (answer.status_code, answer["Location"]) == (302, "/TESTCLIENT/people/?q=a")


LOOK_ALIKES = (
    *("TESTCLIENT%00", "TESTCLIENT%20", "TESTCLIENT;a", "%EF%BB%BFTESTCLIENT"),
    *("%EF%BC%B4ESTCLIENT", "te%C5%BFtclient", "T%C4%B0STCLIENT"),  # full-width T, long s, dotted I
)


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_name_that_is_almost_a_tenants_is_not_found(name: str, client_of: SignIn) -> None:
    assert client_of("operator").get(f"/{name}/").status_code == 404


@pytest.mark.parametrize("rest", ["/evil.example", "%0d%0aSet-Cookie:a=b", "%5Cevil.example", "%E2%80%AEx"])
def test_redirect_to_the_right_case_stays_on_this_site(rest: str, client: Client) -> None:
    address = client.get(f"/testclient/{rest}")["Location"]
    assert address.startswith("/TESTCLIENT/")
    assert "\n" not in address
    assert urlsplit(urljoin("http://testserver/", address)).netloc == "testserver"


def served(*tenants: str) -> TenantDatabases:
    """The databases, while the list of tenants is this."""
    databases = settings.DATABASES
    return TenantDatabases(databases.static, tenants=lambda: frozenset(tenants), build=databases._build)


def test_tenant_that_leaves_the_list_is_gone_at_the_next_request_and_back_at_another(
    client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("operator")
    assert 'href="/TESTCLIENT/"' in client.get("/").text
    with monkeypatch.context() as patch:
        patch.setattr(settings, "DATABASES", served("OTHERCLIENT"))
        for path in ("/TESTCLIENT/people/", "/testclient/", "/TESTCLIENT/admin/"):
            assert client.get(path).status_code == 404, path
        assert client.post("/TESTCLIENT/members/invite/", {"email": "a@b.org"}).status_code == 404
        assert 'href="/TESTCLIENT/"' not in client.get("/").text
        assert 'href="/TESTCLIENT/"' not in client.get("/OTHERCLIENT/people/").text
    assert client.get("/TESTCLIENT/people/").status_code == 200


def test_form_sent_into_a_suspended_tenant_changes_nothing(client_of: SignIn) -> None:
    client = client_of("admin")
    assert client.get("/TESTCLIENT/members/").status_code == 200
    Accounts.objects.filter(acronym="TESTCLIENT").update(active=False)
    answer = client.post("/TESTCLIENT/members/invite/", {"email": "a@b.org", "role": "admin"})
    assert answer.status_code == 403
    assert "This workspace is suspended" in answer.text
    assert not Invitation.objects.exists()


def test_missing_slash_is_added_inside_the_tenant(viewer: Client) -> None:
    assert viewer.get("/TESTCLIENT")["Location"] == "/TESTCLIENT/"
    assert viewer.get("/TESTCLIENT/people?q=a")["Location"] == "/TESTCLIENT/people/?q=a"


@pytest.mark.parametrize(
    "path",
    ["", "conferences/", "conferences/38C3/", "people/", "abstracts/", "registrations/", "people/{pid}/"],
)
def test_every_link_of_a_page_stays_in_the_tenant(path: str, viewer: Client) -> None:
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3")
        session = factories.SessionFactory(conference_code="38C3")
        pid = factories.SessionPersonFactory(session=session).pid
        factories.AbstractAuthorsFactory(pid=pid, abstract__conference_code="38C3")
        factories.RegistrationFactory(pid=pid, conference_code="38C3")
    page = Page(viewer.get("/TESTCLIENT/" + path.format(pid=pid)).text)
    addresses = [attrs.get("href") or "" for attrs in page.all("a")]
    addresses += [attrs.get("action") or "?" for attrs in page.all("form")]
    inside = [address for address in addresses if address.startswith("/TESTCLIENT/")]
    outside = [a for a in addresses if a.startswith("/") and not a.startswith(("/TESTCLIENT/", *SHARED))]
    assert len(inside) >= 6
    assert set(outside) == {"/", "/password/"}


def test_page_shows_only_its_own_tenants_rows(client_of: SignIn) -> None:
    with tenant_context("OTHERCLIENT"):
        factories.PeopleFactory(pid=77, first_name="Foreign", last_name="Person")
    with tenant_context("TESTCLIENT"):
        factories.PeopleFactory(pid=77, first_name="Own", last_name="Person")
    client = client_of("operator")
    for path, own, foreign in [("TESTCLIENT", "Own", "Foreign"), ("OTHERCLIENT", "Foreign", "Own")]:
        for page in (client.get(f"/{path}/people/").text, client.get(f"/{path}/people/77/").text):
            assert f"{own} Person" in page
            assert f"{foreign} Person" not in page


def test_frame_names_customer_and_tenant_and_leads_back(viewer: Client) -> None:
    page = viewer.get("/TESTCLIENT/people/").text
    assert "<strong>The Test Society</strong><small>TESTCLIENT</small>" in page
    assert '<a href="/">Your workspaces</a>' in page
    assert "<title>People · The Test Society</title>" in page
