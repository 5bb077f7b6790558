"""Nothing is wrong with pages outside the tenants, with refusals and with errors."""

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import Page

from poseidon.models import Accounts
from poseidon.tenancy.api import invite
from tests.e2e import visits
from tests.e2e.accessibility import Audit
from tests.e2e.pages.looking import PageOf, assert_clean, look_at
from tests.e2e.visits import Visit
from tests.web.conftest import DATABASES

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]

ERRORS = {
    "400.html": {},
    "403_csrf.html": {},
    "500.html": {},
    "entrance/locked_out.html": {"minutes": 15},
    "tenancy/unavailable.html": {"tenant": "TESTCLIENT", "seconds": 5, "reference": "5f3c"},
}
"""Pages that no address shows, with what they are given."""


def show(page: Page, body: str) -> None:
    """Shows a page as if the server had answered with it."""
    page.route("**/shown/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("/shown/")
    page.unroute("**/shown/")


def test_pages_outside_the_tenants(page_of: PageOf, users: dict[str, User]) -> None:
    Accounts.objects.filter(acronym="OTHERCLIENT").update(active=False)
    known, new = (
        invite(address, tenant="TESTCLIENT", role="editor", by=users["admin"]).token
        for address in (users["outsider"].email, "nora@example.org")
    )
    key = urlsafe_base64_encode(force_bytes(users["viewer"].pk))
    lost = f"/password/new/{key}/{default_token_generator.make_token(users['viewer'])}/"
    audit = Audit()
    look_at(audit, page_of, [Visit("anonymous", address) for address in (*visits.OUTSIDE, lost)])
    look_at(audit, page_of, [Visit("anonymous", f"/invitation/{token}/") for token in (known, new)])
    look_at(audit, page_of, [Visit("outsider", f"/invitation/{known}/"), Visit("outsider", "/")])
    look_at(audit, page_of, [Visit("admin", "/OTHERCLIENT/"), Visit("viewer", "/TESTCLIENT/members/")])
    for name, context in ERRORS.items():
        show(page_of("anonymous"), render_to_string(name, context))
        audit.look(page_of("anonymous"), name)
    assert_clean(audit)
