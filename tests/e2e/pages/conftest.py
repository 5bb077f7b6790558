"""A window with axe in it for all pages, somebody signed in, and something for each page to show."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from poseidon.tenancy.api import invite, tenant_context
from tests import factories
from tests.e2e.accessibility import with_axe
from tests.e2e.pages.looking import PageOf
from tests.e2e.windows import LONG


@pytest.fixture(scope="package")
def window(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """One for all tests: to open one costs as much as several pages."""
    context = with_axe(browser.new_context(base_url=live_server.url, reduced_motion="reduce"))
    yield context.new_page()
    context.close()


@pytest.fixture
def page_of(window: Page, live_server: LiveServer, users: dict[str, User]) -> PageOf:
    """`page_of("admin")`: the window, in which that person is signed in now, nobody for `anonymous`."""
    sessions: dict[str, str] = {}

    def session_of(who: str) -> str:
        if who not in sessions:
            client = Client()
            client.force_login(users[who], "django.contrib.auth.backends.ModelBackend")
            sessions[who] = client.cookies["sessionid"].value
        return sessions[who]

    def opened(who: str) -> Page:
        window.context.clear_cookies()
        if who in users:
            window.context.add_cookies(
                [{"name": "sessionid", "value": session_of(who), "url": live_server.url}]
            )
        return window

    return opened


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
def word() -> str:
    """What stands in titles, names and labels."""
    return LONG


@pytest.fixture
def rows(users: dict[str, User], word: str) -> dict[str, object]:
    """A conference with something for every part of every page, and awkwardly long words everywhere."""
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3", name=word, website=f"https://{word}.example/")
        factories.PlanionContainerFactory(code="EMPTY", name="Nothing yet")
        long = {"last_name": word, "organisation": word, "email": f"s@{word}", "biography": word * 3}
        person = factories.PeopleFactory(pid=123, first_name="Sarah", city="Turin", **long)
        people = [person, *factories.PeopleFactory.create_batch(4)]
        session = factories.SessionFactory(id=1, conference_code="38C3", title=f"Talk {word}", track=word)
        factories.SessionFactory(conference_code="38C3", room=session.room, title="Beside it")
        factories.SessionFactory(conference_code="38C3", room=None, start=None, end=None)
        factories.SessionPersonFactory(session=session, pid=person.pid)
        factories.SessionPersonFactory(session=session, pid=people[1].pid, role="chair")
        abstract = factories.AbstractFactory(id=1, conference_code="38C3", title=word * 2, track=word)
        factories.AbstractFactory(conference_code="38C3", status="rejected", track="Politics")
        factories.AbstractAuthorsFactory(abstract=abstract, pid=person.pid, presenting=True, affiliation=word)
        factories.SessionAbstractFactory(session=session, abstract=abstract)
        registration = factories.RegistrationFactory(
            pid=person.pid, conference_code="38C3", category=word[:50]
        )
        factories.RegistrationFactory(pid=None, conference_code="38C3", paid=False, status="pending")
        field = factories.CstmFldsFactory(type="choices", choices="tea\ncoffee", conference_code="38C3")
        asked = {"type": "choices", "choices": f"{word}\nshort"}
        factories.CstmFldsFactory(entity="session", visibility="public", label=word, **asked)
        factories.CstmValsFactory(field=field, row_key="123", value="tea")
        factories.CstmValsFactory(row_key="123", field__label=word, value=word * 3)
    invite("nora@example.org", tenant="TESTCLIENT", role="editor", by=users["admin"])
    viewer = users["viewer"]
    named = {"abstract": abstract, "registration": registration, "field": field, "session": session}
    keys = {name: row.pk for name, row in named.items()}
    of_viewer = {"user": viewer.pk, "member": viewer.pk}
    return {
        "pid": person.pid,
        "plain": people[-1].pid,
        "room": session.room_id,
        **keys,
        **of_viewer,
    }
