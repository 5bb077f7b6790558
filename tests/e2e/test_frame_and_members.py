"""Switching, searching and inviting, in a browser."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.e2e.windows import assert_fits, press, resize
from tests.web.conftest import DATABASES

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]


@pytest.fixture
def rows() -> None:
    """Two tenants that Ada manages; one has two conferences."""
    ada = factories.UserFactory(username="ada")
    for tenant, name in (("TESTCLIENT", "The Test Society"), ("OTHERCLIENT", "The Other Society")):
        factories.AccountsFactory(acronym=tenant, name=name)
        factories.MembershipFactory(user=ada, tenant=tenant, role="admin")
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3", name="Congress")
        factories.PlanionContainerFactory(code="CAMP", name="Camp")
        factories.PeopleFactory(pid=7, first_name="Zoë", last_name="Müller")


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, rows: None) -> Iterator[Page]:
    """Ada's window in TESTCLIENT, on a phone."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    resize(page, 360)
    page.goto(f"{live_server.url}/TESTCLIENT/")
    sign_in(page, "ada", "secret")
    page.wait_for_url(f"{live_server.url}/TESTCLIENT/")
    yield page
    context.close()


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("User name or e-mail").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_conference_and_workspace_are_switched(page: Page) -> None:
    menu = page.locator("summary.tenant")
    expect(menu).to_contain_text("All conferences")
    menu.click()
    press(page, "Escape")
    expect(page.get_by_role("button", name="Camp")).to_be_hidden()
    expect(menu).to_be_focused()
    menu.press("Enter")
    assert_fits(page)
    page.get_by_role("button", name="Camp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Camp")
    page.get_by_role("navigation", name="Workspace").get_by_role("link", name="People").click()
    expect(page).to_have_url(re.compile(r"/people/\?conference=CAMP$"))
    expect(menu).to_contain_text("Camp")
    menu.click()
    page.get_by_role("link", name="The Other Society").click()
    expect(menu).to_contain_text("The Other Society")
    expect(menu).to_contain_text("All conferences")


def test_search_is_a_key_away_and_answers_while_one_types(page: Page) -> None:
    press(page, "Control+k")
    expect(page.get_by_role("searchbox", name="Find anything")).to_be_focused()
    page.keyboard.type("muller z")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("link", name="Zoë Müller")).to_be_visible()
    press(page, "Meta+k")
    page.keyboard.type("nobody here")
    expect(page.get_by_role("heading", name="Nothing found for “nobody here”")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/search/\?q=nobody\+here$"))
    page.reload()
    expect(page.get_by_role("searchbox", name="Name, title, e-mail")).to_have_value("nobody here")
    assert_fits(page)


def test_what_was_typed_before_the_script_came_is_searched(page: Page, live_server: LiveServer) -> None:
    page.route("**/search*.js", lambda route: typed_meanwhile(page, route))
    page.goto(f"{live_server.url}/TESTCLIENT/search/?q=muller", wait_until="commit")
    expect(page.get_by_role("heading", name="Nothing found for “nobody here”")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/search/\?q=nobody\+here$"))


def typed_meanwhile(page: Page, route: Route) -> None:
    """The script comes late, to a box that somebody has filled."""
    page.get_by_role("searchbox", name="Name, title, e-mail").fill("nobody here")
    route.continue_()


def test_who_is_signed_out_while_typing_is_asked_to_sign_in(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/TESTCLIENT/search/")
    page.context.clear_cookies()
    page.keyboard.type("muller")
    expect(page.get_by_label("User name or e-mail")).to_be_visible()
    sign_in(page, "ada", "secret")
    expect(page.get_by_role("main").get_by_role("link", name="Zoë Müller")).to_be_visible()


def test_somebody_is_invited_joins_and_is_removed(
    page: Page, browser: Browser, live_server: LiveServer
) -> None:
    page.get_by_role("link", name="Members").click()
    page.get_by_label("E-mail").fill("nora@example.org")
    page.get_by_label("Role", exact=True).select_option("editor")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_role("status")).to_contain_text("sent to nora@example.org")
    assert_fits(page)
    other = browser.new_context().new_page()
    other.goto(re.search(r"http\S+/invitation/\S+", mail.outbox[0].body)[0])
    expect(other.get_by_role("heading", level=1)).to_have_text("Join The Test Society")
    other.get_by_label("First name").fill("Nora")
    other.get_by_label("Last name").fill("New")
    other.get_by_label("New password", exact=True).fill("gulls-at-night")
    other.get_by_label("New password confirmation").fill("gulls-at-night")
    other.get_by_role("button", name="Make my account").click()
    expect(other).to_have_url(f"{live_server.url}/TESTCLIENT/")
    page.reload()
    page.get_by_role("link", name="Remove Nora New").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("is no member any more")
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("There is no page here for you")
    other.context.close()
