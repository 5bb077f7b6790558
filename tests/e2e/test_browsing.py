"""Signing in and browsing, in a browser, on a phone and on a desk, by keyboard and without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.e2e.windows import LONG, WIDTHS, assert_fits, resize, sign_in
from tests.web.conftest import DATABASES

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]


@pytest.fixture
def demo() -> None:
    """One tenant with a conference that has awkwardly long words everywhere."""
    factories.AccountsFactory(acronym="TESTCLIENT", name="The Society for the Study of Very Long Names")
    factories.MembershipFactory(
        user=factories.UserFactory(username="vera"), tenant="TESTCLIENT", role="viewer"
    )
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(
            code="38C3", name="38th Congress", website=f"https://{LONG}.example/"
        )
        sarah = factories.PeopleFactory(
            pid=123, first_name="Sarah", last_name=LONG, organisation=LONG, email=f"s@{LONG}"
        )
        abstract = factories.AbstractFactory(id=1, conference_code="38C3", title=LONG * 2, track=LONG)
        factories.AbstractAuthorsFactory(abstract=abstract, pid=sarah.pid, affiliation=LONG)
        factories.RegistrationFactory(pid=sarah.pid, conference_code="38C3", category=LONG[:50])
        factories.CstmValsFactory(row_key="123", field__label=LONG, value=LONG * 3)
        for number in range(6):
            session = factories.SessionFactory(
                conference_code="38C3", title=f"Talk {number} {LONG}", track=LONG
            )
            factories.SessionPersonFactory(session=session, pid=sarah.pid)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone's window, JavaScript switched off."""
    context = browser.new_context(java_script_enabled=False, reduced_motion="reduce")
    page = context.new_page()
    resize(page, 360)
    yield page
    context.close()


def test_person_signs_in_and_finds_a_speaker(
    page: Page, demo: None, live_server: LiveServer, screenshots: Path
) -> None:
    page.goto(f"{live_server.url}/NOSUCH/")
    assert_fits(page)
    sign_in(page, live_server, "vera")
    assert_fits(page)
    page.get_by_role("link", name="The Society for the Study of Very Long Names").click()
    expect(page).to_have_title("Overview · The Society for the Study of Very Long Names")
    page.get_by_role("link", name="Conferences", exact=True).first.click()
    page.get_by_role("link", name="38th Congress").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("38th Congress")
    assert_fits(page, screenshots, "conference-")
    page.get_by_text("More").first.click()
    expect(page.get_by_text("What it is really about.").first).to_be_visible()
    page.get_by_role("link", name="Sarah").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sarah")
    assert_fits(page, screenshots, "person-")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(f"{live_server.url}/TESTCLIENT/people/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_everything_is_reached_by_keyboard(page: Page, demo: None, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    expect(page.get_by_label("User name or e-mail")).to_be_focused()
    page.keyboard.type("vera")
    page.keyboard.press("Tab")
    page.keyboard.type("secret")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your workspaces")
    for width in WIDTHS:
        resize(page, width)
        assert_search_is_behind_skip_link(page, f"{live_server.url}/TESTCLIENT/people/")


def assert_search_is_behind_skip_link(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}#content")
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("searchbox")).to_be_focused()
