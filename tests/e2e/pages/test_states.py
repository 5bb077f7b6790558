"""Nothing is wrong with pages that are asked for something else, are empty, or answer a form."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.e2e import visits
from tests.e2e.accessibility import PHONE, Audit
from tests.e2e.pages.looking import PageOf, assert_clean, look_at
from tests.e2e.visits import Visit
from tests.web.conftest import DATABASES

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]

FORMS = {
    "/TESTCLIENT/people/add/": "Add",
    "/TESTCLIENT/conferences/add/": "Add",
    "/TESTCLIENT/conferences/38C3/fields/add/": "Add",
}
"""Forms that are sent as they are: address and button."""


def test_pages_that_are_asked_otherwise(page_of: PageOf, rows: dict[str, object], screenshots: Path) -> None:
    states = [Visit("admin", f"/TESTCLIENT/{each}".format(**rows)) for each in visits.WORKSPACE_STATES]
    audit = Audit()
    look_at(audit, page_of, states, widths=PHONE, pictures=screenshots)
    assert_clean(audit)


def test_pages_of_a_tenant_with_many_people_and_nothing_else(
    page_of: PageOf, users: dict[str, object]
) -> None:
    with tenant_context("OTHERCLIENT"):
        factories.PeopleFactory.create_batch(52)  # more than a list shows at once
    audit = Audit()
    addresses = [Visit("admin", f"/OTHERCLIENT/{address}") for address in visits.OTHER_TENANT]
    look_at(audit, page_of, addresses, widths=PHONE)
    assert_clean(audit)


def send(page: Page, button: str) -> None:
    """Presses a button of the page and waits for the answer."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def test_what_forms_answer(page_of: PageOf, rows: dict[str, object]) -> None:
    """Refusals, a conflict, and that something was done."""
    page, audit = page_of("admin"), Audit()
    person = f"/TESTCLIENT/people/{rows['pid']}/"
    for address, button in FORMS.items():
        page.goto(address.format(**rows))
        send(page, button)
        audit.look(page, f"{button} at {address}")
    page.goto(f"{person}edit/")
    page.get_by_label("City").fill("Milan")
    with tenant_context("TESTCLIENT"):
        People.objects.filter(pid=rows["pid"]).update(city="Rome", country="Italy")
    send(page, "Save")
    audit.look(page, "the conflict")
    page.get_by_label("Write yours").check()
    send(page, "Save what I chose")
    audit.look(page, "what was saved")
    assert_clean(audit)
