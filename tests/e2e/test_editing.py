"""Editing in a browser, on a phone and on a desk, without JavaScript, while the older product writes too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.e2e.accessibility import take_picture
from tests.e2e.windows import LONG, WIDTHS, overflow, resize
from tests.web.conftest import DATABASES

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]


@pytest.fixture
def edda(transactional_db: None) -> None:
    """An admin of a tenant whose rows have long words."""
    factories.AccountsFactory(acronym="TESTCLIENT")
    factories.MembershipFactory(user=factories.UserFactory(username="edda"), role="admin")
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3", name=LONG)
        factories.PeopleFactory(pid=7, first_name="Sarah", last_name=LONG, city="Turin", biography=LONG * 3)
        author = factories.AbstractAuthorsFactory(
            abstract__id=1, abstract__conference_code="38C3", pid=7, affiliation=LONG
        )
        session = factories.SessionFactory(id=1, conference_code="38C3", title=LONG)
        factories.SessionPersonFactory(session=session, pid=7)
        factories.SessionAbstractFactory(session=session, abstract=author.abstract)
        factories.CstmFldsFactory(label=LONG, type="choices", choices=f"{LONG}\nshort", entity="session")


@pytest.fixture
def page(browser: Browser, edda: None, live_server: LiveServer) -> Iterator[Page]:
    """A phone's window in which the admin is signed in."""
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    resize(page, 360)
    page.goto("/")
    page.get_by_label("User name or e-mail").fill("edda")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Sign in").click()
    yield page
    context.close()


def older_product_writes(sql: str) -> None:
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute(sql)


def test_conflict_is_decided(page: Page, screenshots: Path) -> None:
    page.goto("/TESTCLIENT/people/7/")
    page.get_by_role("link", name="Edit", exact=True).first.click()
    page.get_by_label("City").fill("Milan")
    page.get_by_label("Phone").fill("+39")
    older_product_writes("UPDATE people SET city = 'Rome', country = 'Italy' WHERE pid = 7")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("was changed meanwhile")
    for width in WIDTHS:
        resize(page, width)
        assert overflow(page) == 0, width
        take_picture(page, screenshots / f"conflict-{width}.png")
    page.get_by_label("Write yours").check()
    page.get_by_role("button", name="Save what I chose").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved: ")
    with tenant_context("TESTCLIENT"):
        person = People.objects.get(pid=7)
        assert (person.city, person.country, person.phone) == ("Milan", "Italy", "+39")


def test_form_that_is_sent_untouched_changes_nothing(page: Page) -> None:
    odd = {"first_name": "Ada  ", "organisation": "two\nlines", "email": "none", "biography": "\n a\r\nb\r"}
    with tenant_context("TESTCLIENT"):
        People.objects.filter(pid=7).update(**odd)
        before = People.objects.filter(pid=7).values().get()
    page.goto("/TESTCLIENT/people/7/edit/")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_have_text("Nothing was changed.")
    with tenant_context("TESTCLIENT"):
        assert People.objects.filter(pid=7).values().get() == before
