"""No page asks more for a thousand rows than for one, and none asks another tenant."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client
from django.urls import resolve

from poseidon.models import (
    Abstract,
    AbstractAuthors,
    ChangeRecord,
    CstmFlds,
    CstmVals,
    People,
    Registration,
    Room,
    Session,
    SessionAbstract,
    SessionPerson,
)
from poseidon.tenancy.api import tenant_context
from poseidon.web.charsets import charsets_of
from tests import factories
from tests.web.conftest import DATABASES, CountQueries, Counts, SignIn
from tests.web.multiplied import multiply
from tests.web.routes import TENANT_URLCONF, names
from tests.web.workspace.counted_pages import ANSWER_POST_ALONE, BULK, CONFERENCE, PAGES

pytestmark = pytest.mark.django_db(databases=DATABASES)

REFUSED_FOR_MANY = {f"{name}/bulk/?change={change}&scope=all" for name, change in BULK.items()}
"""Previews of a change of more rows than are changed at once say so, and ask less."""

Grow = Callable[[int], None]


@pytest.fixture
def grow(in_tenant: None) -> Grow:
    """Adds a number of rows of every kind, all about one conference and about the rows of number 1."""
    factories.PlanionContainerFactory(code=CONFERENCE)
    factories.PeopleFactory(pid=1)
    first = factories.AbstractFactory(id=1, conference_code=CONFERENCE)
    room = factories.RoomFactory(id=1, conference_code=CONFERENCE)
    talk = factories.SessionFactory(id=1, conference_code=CONFERENCE, room=room)
    factories.RegistrationFactory(id=1, pid=1, conference_code=CONFERENCE)
    field = factories.CstmFldsFactory(id=1, conference_code=CONFERENCE)
    factories.CstmFldsFactory(conference_code=CONFERENCE, entity="abstract")

    def grow(number: int) -> None:
        for _ in range(number):
            pid = factories.PeopleFactory().pid
            session = factories.SessionFactory(conference_code=CONFERENCE)
            abstract = factories.AbstractFactory(conference_code=CONFERENCE)
            factories.PlanionContainerFactory(cityid=factories.CityFactory().cityid)
            for who in (pid, 1):
                factories.SessionPersonFactory(session=session, pid=who)
                factories.AbstractAuthorsFactory(abstract=abstract, pid=who)
                factories.RegistrationFactory(pid=who, conference_code=CONFERENCE)
            factories.AbstractAuthorsFactory(abstract=first, pid=pid)
            factories.SessionPersonFactory(session=talk, pid=pid)
            factories.SessionAbstractFactory(session=talk, abstract=abstract)
            factories.SessionAbstractFactory(session=session, abstract=first)
            factories.SessionAbstractFactory(session=session, abstract=abstract)
            factories.CstmValsFactory(field=field, row_key=str(pid))
            factories.CstmValsFactory(row_key="1")
            factories.MembershipFactory()

    return grow


def asked(client: Client, page: str, count_queries: CountQueries) -> Counts:
    """What a page asks when nothing is remembered from the one before."""
    for remembered in caches.all():
        remembered.clear()
    with count_queries() as counts:
        answer = client.get(f"/TESTCLIENT/{page}")
        assert answer.status_code == 200, page
        assert b"".join(answer)  # what is streamed is asked for while it is sent
    return counts


def test_every_page_of_the_workspace_is_counted() -> None:
    counted = {
        resolve(f"/{page}".partition("?")[0].format(member=1), TENANT_URLCONF).view_name for page in PAGES
    }
    exempt = {f"workspace:{name}" for name in ANSWER_POST_ALONE}
    routes = {name for name in names(TENANT_URLCONF) if name.startswith("workspace:")}
    assert routes - counted - exempt == set()
    assert (counted | exempt) - routes == set()


@pytest.mark.slow
def test_one_three_and_a_thousand_rows_take_the_same_queries(
    client_of: SignIn, users: dict[str, User], grow: Grow, count_queries: CountQueries
) -> None:
    admin = client_of("admin")
    addresses = {page: page.format(member=users["viewer"].pk) for page in PAGES}

    def every_page() -> dict[str, Counts]:
        return {page: asked(admin, address, count_queries) for page, address in addresses.items()}

    grow(1)
    for model in apps.get_models():
        charsets_of("TESTCLIENT", model._meta.db_table)  # asked once a process
    one = every_page()
    grow(2)
    three = every_page()
    with tenant_context("TESTCLIENT"):
        _add_a_thousand_of_everything()
    many = every_page()
    assert {page: seen for page, seen in three.items() if seen != one[page]} == {}
    assert {page: seen for page, seen in many.items() if seen != one[page]}.keys() <= REFUSED_FOR_MANY
    told = {page: seen["TESTCLIENT"] for page, seen in one.items() if seen["TESTCLIENT"] > PAGES[page]}
    assert told == {}
    assert {page for page, seen in one.items() if seen["OTHERCLIENT"]} == set()
    assert {page for page, seen in one.items() if seen["accounts"] > 2} == set()  # served? and its name
    more = {page for page, seen in one.items() if seen["default"] != 3}  # session, user, memberships
    assert more == {"members/", "members/{member}/revoke/"}


def _add_a_thousand_of_everything() -> None:
    many, of_one = 1_000, 150  # of one abstract or session: their forms have a line for each
    multiply(People.objects.get(pid=1), many)
    multiply(Abstract.objects.get(id=1), many)
    multiply(Session.objects.get(id=1), many, start=None, end=None, room_id=None)
    multiply(Room.objects.get(id=1), many)
    for link, one, other in (
        (SessionPerson, "session_id", "pid"),
        (SessionAbstract, "session_id", "abstract_id"),
        (AbstractAuthors, "abstract_id", "pid"),
    ):
        row = link.objects.latest("pk")
        multiply(row, many, numbered=(one, other))
        multiply(row, of_one, numbered=(other,), shift=many, **{one: 1})
    multiply(AbstractAuthors.objects.latest("pk"), many, numbered=("abstract_id",), shift=2 * many, pid=1)
    multiply(Registration.objects.get(id=1), many, numbered=("pid",))
    CstmFlds.objects.bulk_create(
        CstmFlds(conference_code=CONFERENCE, key=f"more{n}", entity="abstract", label=f"More {n}")
        for n in range(30)
    )
    multiply(CstmVals.objects.filter(field_id=1).latest("pk"), many, numbered=("row_key",))
    multiply(ChangeRecord.objects.latest("pk"), many)


def test_refused_visitor_costs_no_tenant_query(client_of: SignIn, count_queries: CountQueries) -> None:
    for role in ("anonymous", "outsider"):
        client = client_of(role)
        with count_queries() as counts:
            client.get("/TESTCLIENT/people/")
        assert counts["TESTCLIENT"] == 0
