"""axe-core finds nothing wrong with any page, on a phone, on a desk and in the dark."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from poseidon.models import Accounts, People
from poseidon.tenancy.api import invite, tenant_context
from tests import factories
from tests.e2e import visits
from tests.e2e.accessibility import PHONE, Audit, Exemption, with_axe
from tests.e2e.visits import Visit
from tests.web.conftest import DATABASES
from tests.web.routes import PLATFORM, PLATFORM_URLCONF, TENANT, TENANT_URLCONF

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]

EXEMPT: tuple[Exemption, ...] = ()
ERRORS = {
    "400.html": {},
    "403_csrf.html": {},
    "500.html": {},
    "entrance/locked_out.html": {"minutes": 15},
    "tenancy/unavailable.html": {"tenant": "TESTCLIENT", "seconds": 5, "reference": "5f3c"},
}
"""Pages that no address shows, with what they are given."""

FORMS = {
    "/TESTCLIENT/people/add/": "Add",
    "/TESTCLIENT/conferences/add/": "Add",
    "/TESTCLIENT/conferences/38C3/fields/add/": "Add",
}
"""Forms that are sent as they are: address and button."""

PageOf = Callable[[str], Page]


@pytest.fixture
def users(transactional_db: None) -> dict[str, User]:
    """An operator, and members of TESTCLIENT; the admin is one of OTHERCLIENT, too."""
    for tenant in ("TESTCLIENT", "OTHERCLIENT"):
        factories.AccountsFactory(acronym=tenant)
    factories.AccountsFactory(acronym="SUSPENDED", active=False)
    found = {role: factories.UserFactory(username=role) for role in ("admin", "viewer", "outsider")}
    for tenant, role in (("TESTCLIENT", "admin"), ("OTHERCLIENT", "admin"), ("TESTCLIENT", "viewer")):
        factories.MembershipFactory(user=found[role], tenant=tenant, role=role)
    return {**found, "operator": factories.OperatorFactory(username="operator")}


@pytest.fixture
def page_of(browser: Browser, live_server: LiveServer, users: dict[str, User]) -> Iterator[PageOf]:
    """`page_of("admin")`: a window in which that person is signed in, nobody for `anonymous`; one each."""
    pages: dict[str, Page] = {}

    def opened(who: str) -> Page:
        if who not in pages:
            context = with_axe(browser.new_context(base_url=live_server.url, reduced_motion="reduce"))
            pages[who] = context.new_page()
            if who in users:
                client = Client()
                client.force_login(users[who], "django.contrib.auth.backends.ModelBackend")
                cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
                context.add_cookies([{**cookie, "url": live_server.url}])
        return pages[who]

    yield opened
    for page in pages.values():
        page.context.close()


@pytest.fixture
def rows(users: dict[str, User]) -> dict[str, object]:
    """A conference with something for every part of every page; OTHERCLIENT has people alone, but many."""
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3", name="Congress", website="https://example.org/")
        factories.PlanionContainerFactory(code="EMPTY", name="Nothing yet")
        people = factories.PeopleFactory.create_batch(5)
        person = people[0]
        session = factories.SessionFactory(conference_code="38C3")
        factories.SessionFactory(conference_code="38C3", room=session.room, title="Beside it")
        factories.SessionFactory(conference_code="38C3", room=None, start=None, end=None)
        factories.SessionPersonFactory(session=session, pid=person.pid)
        factories.SessionPersonFactory(session=session, pid=people[1].pid, role="chair")
        abstract = factories.AbstractFactory(conference_code="38C3")
        factories.AbstractFactory(conference_code="38C3", status="rejected", track="Politics")
        factories.AbstractAuthorsFactory(abstract=abstract, pid=person.pid, presenting=True)
        factories.SessionAbstractFactory(session=session, abstract=abstract)
        registration = factories.RegistrationFactory(pid=person.pid, conference_code="38C3")
        factories.RegistrationFactory(pid=None, conference_code="38C3", paid=False, status="pending")
        field = factories.CstmFldsFactory(type="choices", choices="tea\ncoffee", conference_code="38C3")
        factories.CstmFldsFactory(entity="session", visibility="public")
        factories.CstmValsFactory(field=field, row_key=str(person.pid), value="tea")
    with tenant_context("OTHERCLIENT"):
        factories.PeopleFactory.create_batch(52)  # more than a list shows at once
    invite("nora@example.org", tenant="TESTCLIENT", role="editor", by=users["admin"])
    viewer = users["viewer"]
    named = {"abstract": abstract, "registration": registration, "field": field, "session": session}
    keys = {name: row.pk for name, row in named.items()}
    of_viewer = {"user": viewer.pk, "member": viewer.pk}
    return {"pid": person.pid, "plain": people[-1].pid, "room": session.room_id, **keys, **of_viewer}


def look_at(audit: Audit, page_of: PageOf, visits: Iterable[Visit], **how: Any) -> None:
    """Goes to each address and lets axe look at what is there."""
    for who, address in visits:
        page = page_of(who)
        answer = page.goto(address)
        assert answer is not None
        assert answer.headers["content-type"].startswith("text/html"), f"{address} is no page: see NO_PAGE"
        audit.look(page, f"{address} for {who}", **how)


def show(page: Page, body: str) -> None:
    """Shows a page as if the server had answered with it."""
    page.route("**/shown/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("/shown/")
    page.unroute("**/shown/")


def send(page: Page, button: str) -> None:
    """Presses a button of the page and waits for the answer."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def assert_clean(audit: Audit) -> None:
    """Nothing was found, and nothing is exempt in vain."""
    assert not audit.problems, "\n".join(audit.problems)
    assert audit.unused == []


@pytest.mark.parametrize(("urlconf", "table"), [(PLATFORM_URLCONF, PLATFORM), (TENANT_URLCONF, TENANT)])
def test_every_route_is_visited(urlconf: str, table: visits.Table) -> None:
    assert visits.not_visited(urlconf, table) == set()


def test_route_that_is_not_visited_is_noticed() -> None:
    fewer = {name: row for name, row in TENANT.items() if name != "workspace:people"}
    assert visits.not_visited(TENANT_URLCONF, fewer) == {"workspace:people"}


def test_what_is_wrong_is_found_at_each_width_and_in_the_dark(browser: Browser) -> None:
    page, audit = with_axe(browser.new_context()).new_page(), Audit()
    page.set_content("<title>t</title><main><h1>Heading</h1><p style='color: #777; background: #888'>pale")
    audit.look(page, "here", dark=True)
    page.context.close()
    told = {problem.partition(" p ")[0] for problem in audit.problems}
    places = ("at 1440 px", "at 360 px", "in the dark")
    assert {f"here {place}: color-contrast:" for place in places} <= told
    assert "here at 360 px: html-has-lang: html <html>" in " ".join(audit.problems)


def test_what_is_exempt_is_not_told_and_what_is_exempt_in_vain_is(browser: Browser) -> None:
    page = with_axe(browser.new_context()).new_page()
    page.set_content("<title>t</title><html lang=en><main><h1>Heading</h1><p class=a><img src=''>")
    needed, vain = Exemption("image-alt", ".a", "it is a test"), Exemption("image-alt", ".b", "nothing is so")
    audit = Audit((needed, vain))
    audit.look(page, "here")
    page.context.close()
    assert audit.problems == []
    assert audit.unused == [vain]


def test_pages_outside_the_tenants(page_of: PageOf, users: dict[str, User], live_server: LiveServer) -> None:
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


def test_pages_of_the_workspace(page_of: PageOf, rows: dict[str, object]) -> None:
    routes = {name: row for name, row in TENANT.items() if not name.startswith("admin:")}
    states = [f"/TESTCLIENT/{address}".format(**rows) for address in visits.WORKSPACE_STATES]
    states += [f"/OTHERCLIENT/{address}" for address in visits.OTHER_TENANT]
    audit = Audit()
    dark = {name: routes.pop(name) for name in visits.IN_THE_DARK}
    look_at(audit, page_of, visits.visits_of(dark, rows, "/TESTCLIENT"), dark=True)
    look_at(audit, page_of, visits.visits_of(routes, rows, "/TESTCLIENT"))
    look_at(audit, page_of, [Visit("admin", address) for address in states], widths=PHONE)
    look_at(audit, page_of, [Visit("viewer", "/TESTCLIENT/people/")])
    assert_clean(audit)


def test_pages_of_the_admins(page_of: PageOf, rows: dict[str, object]) -> None:
    """The tenant's and the platform's."""
    routes = {name: row for name, row in TENANT.items() if name.startswith("admin:")}
    every = [*visits.visits_of(routes, rows, "/TESTCLIENT"), *visits.visits_of(PLATFORM, rows)]
    for model, row in visits.TENANT_MODELS.items():
        addresses = visits.admin_addresses(model, rows[row])
        every += [Visit("admin", f"/TESTCLIENT{address}") for address in addresses]
    for model, row in visits.PLATFORM_MODELS.items():
        every += [Visit("operator", address) for address in visits.admin_addresses(model, rows[row])]
    every += [Visit("admin", f"/TESTCLIENT{address}".format(**rows)) for address in visits.ADMIN_STATES]
    audit = Audit(EXEMPT)
    look_at(audit, page_of, every)
    assert_clean(audit)


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
