"""Filtering, choosing columns, exporting and changing many rows, in a browser without JavaScript."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.e2e.windows import LONG, assert_fits, resize, sign_in
from tests.web.conftest import DATABASES

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]


@pytest.fixture
def people() -> None:
    factories.AccountsFactory(acronym="TESTCLIENT")
    user = factories.UserFactory(username="edith")
    factories.MembershipFactory(user=user, tenant="TESTCLIENT", role="editor")
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3", name=LONG[:60])
        for number in range(6):
            country = "Sweden" if number < 3 else LONG
            factories.PeopleFactory(first_name=f"P{number:02}", last_name="", country=country, city=LONG)
        factories.SessionFactory(conference_code="38C3", title=LONG * 2, track=LONG)
        factories.RegistrationFactory(pid=1, conference_code="38C3", category=LONG[:50])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone's window, JavaScript switched off."""
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    resize(page, 360)
    yield page
    context.close()


def test_filter_choose_export_and_change(
    page: Page, people: None, live_server: LiveServer, screenshots: Path
) -> None:
    sign_in(page, live_server, "edith")
    page.goto(f"{live_server.url}/TESTCLIENT/people/")
    page.get_by_text("More filters").click()
    page.get_by_label("Country").first.fill("Sweden")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".total")).to_have_text("3")
    page.get_by_text("Columns, order and export").click()
    page.get_by_label("City", exact=True).check()
    page.get_by_label("Order").select_option("-name")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr").first).to_contain_text("P02")
    assert_fits(page)
    page.get_by_text("Columns, order and export").click()
    assert_fits(page, screenshots, "list-")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Name", "P02", "P01", "P00"]
    assert rows[0][-3:] == ["Country", "Sessions", "Abstracts"]
    page.get_by_label("P01", exact=True).check()
    page.locator("#change").select_option("public-yes")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("1 row will be changed.")).to_be_visible()
    assert_fits(page)
    page.get_by_role("button", name="Change 1 row").click()
    expect(page.get_by_role("status")).to_have_text("1 row changed.")
    expect(page.locator(".total")).to_have_text("3")


def test_long_words_and_many_columns_scroll_no_page_sideways(
    page: Page, people: None, live_server: LiveServer
) -> None:
    sign_in(page, live_server, "edith")
    for path in ("people/?country=x", "people/?columns=city,phone,country", "sessions/", "registrations/"):
        page.goto(f"{live_server.url}/TESTCLIENT/{path}")
        page.get_by_text("Columns, order and export").click()
        assert_fits(page)
