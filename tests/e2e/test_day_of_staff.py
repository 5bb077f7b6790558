"""What a member of staff does in a day, in one sitting: from signing in to inviting a colleague."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.e2e.windows import WIDTHS, overflow, press
from tests.web.conftest import DATABASES

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]


@pytest.fixture
def rows(transactional_db: None) -> None:
    """Two tenants that Ada manages; both have a person of number 7."""
    ada = factories.UserFactory(username="ada")
    for tenant, name in (("TESTCLIENT", "The Test Society"), ("OTHERCLIENT", "The Other Society")):
        factories.AccountsFactory(acronym=tenant, name=name)
        factories.MembershipFactory(user=ada, tenant=tenant, role="admin")
    with tenant_context("OTHERCLIENT"):
        factories.PeopleFactory(pid=7, first_name="Otto", last_name="Other", country="Chile", city="Lima")
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3", name="Congress")
        factories.PeopleFactory(pid=7, first_name="Zoë", last_name="Müller", country="Chile", city="Lima")
        factories.PeopleFactory(pid=8, first_name="=1+1", last_name="", country="Chile", city="Lima")
        factories.PeopleFactory(pid=9, country="Sweden")


@pytest.fixture(params=sorted(WIDTHS))
def page(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, rows: None
) -> Iterator[Page]:
    """A window in which nobody is signed in."""
    size = {"width": request.param, "height": WIDTHS[request.param]}
    context = browser.new_context(viewport=size, reduced_motion="reduce", base_url=live_server.url)
    yield context.new_page()
    context.close()


def exported(page: Page, button: str) -> bytes:
    """The file that a button of the list hands out."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    return Path(download.value.path()).read_bytes()


def test_day_of_staff(page: Page) -> None:
    sign_in_and_switch(page)
    find_and_edit_what_another_edits_too(page)
    filter_and_export(page)
    invite(page)


def sign_in_and_switch(page: Page) -> None:
    page.goto("/OTHERCLIENT/people/7/")
    page.get_by_label("User name or e-mail").fill("ada")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Otto Other")
    page.locator("summary.tenant").click()
    page.get_by_role("link", name="The Test Society").click()
    expect(page).to_have_title("Overview · The Test Society")


def find_and_edit_what_another_edits_too(page: Page) -> None:
    press(page, "Control+k")
    page.keyboard.type("muller")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="Zoë Müller").click()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("City").fill("Santiago")
    with tenant_context("TESTCLIENT"):
        People.objects.filter(pid=7).update(city="Arica", organisation="Elsewhere")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zoë Müller was changed meanwhile")
    expect(page.get_by_role("group", name="City")).to_contain_text("Arica")
    page.get_by_label("Write yours Santiago").check()
    page.get_by_role("button", name="Save what I chose").click()
    expect(page.get_by_role("status").first).to_have_text("Saved: City.")
    with tenant_context("TESTCLIENT"):
        person = People.objects.get(pid=7)
        assert (person.city, person.organisation) == ("Santiago", "Elsewhere")


def filter_and_export(page: Page) -> None:
    page.get_by_role("navigation", name="Workspace").get_by_role("link", name="People").click()
    page.get_by_text("More filters").click()
    page.get_by_label("Country").first.fill("Chile")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".total")).to_have_text("2")
    page.get_by_text("Columns, order and export").click()
    assert overflow(page) == 0
    assert [row["name"] for row in json.loads(exported(page, "JSON"))] == ["=1+1", "Zoë Müller"]
    text = exported(page, "CSV").decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()] == ["Name", "'=1+1", "Zoë Müller"]
    with zipfile.ZipFile(io.BytesIO(exported(page, "XLSX"))) as workbook:
        cells = "".join(workbook.read(name).decode() for name in workbook.namelist())
    assert "Zoë Müller" in cells
    assert "<f>" not in cells
    assert "Lovelace" not in text + cells


def invite(page: Page) -> None:
    page.get_by_role("link", name="Members").click()
    page.get_by_label("E-mail").fill("nora@example.org")
    page.get_by_label("Role", exact=True).select_option("viewer")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_role("status")).to_contain_text("sent to nora@example.org")
    assert re.search(r"http\S+/invitation/\S+", mail.outbox[-1].body)
    assert overflow(page) == 0
