"""No page asks more for a thousand rows than for one, and none asks another tenant."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from poseidon.models import AbstractAuthors, People, Registration, Session, SessionAbstract, SessionPerson
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.web.conftest import DATABASES, CountQueries, Counts

pytestmark = pytest.mark.django_db(databases=DATABASES)

CONFERENCE = "38C3"
PAGES = {
    "": 11,
    "conferences/": 5,
    "conferences/38C3/": 26,
    "conferences/38C3/?by=room": 12,
    "conferences/38C3/attention/?kind=no-chair": 15,
    "conferences/38C3/attention/?kind=no-presenter": 15,
    "conferences/38C3/grid/": 10,
    "conferences/38C3/print/": 8,
    "people/": 8,
    "people/?q=ada&sort=-country": 9,
    "people/?conference=38C3": 9,
    "sessions/": 12,
    "sessions/?conference=38C3&day=2024-12-27&chair=none": 15,
    "people/1/": 11,
    "abstracts/": 12,
    "abstracts/?status=accepted&conference=38C3": 13,
    "abstracts/1/": 9,
    "registrations/": 10,
    "registrations/?q=ada&conference=38C3": 12,
    "search/?q=ada": 14,
    "search/?q=on+the+talk": 14,
    "history/": 6,
    "history/?entity=People&source=system": 6,
}
"""The most statements that each page may send to the tenant's database."""


@pytest.fixture
def grow(in_tenant: None) -> Callable[[int], None]:
    """Adds a number of rows of every kind, all about one conference, person 1 and abstract 1."""
    factories.PlanionContainerFactory(code=CONFERENCE)
    factories.PeopleFactory(pid=1)
    first = factories.AbstractFactory(id=1, conference_code=CONFERENCE)

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
            factories.SessionAbstractFactory(session=session, abstract=first)
            factories.SessionAbstractFactory(session=session, abstract=abstract)
            factories.CstmValsFactory(row_key="1")

    return grow


def asked(client: Client, page: str, count_queries: CountQueries) -> Counts:
    """What a page asks when nothing is remembered from the one before."""
    cache.clear()
    with count_queries() as counts:
        answer = client.get(f"/TESTCLIENT/{page}")
        assert answer.status_code == 200, page
        assert b"".join(answer)  # what is streamed is asked for while it is sent
    return counts


@pytest.mark.parametrize("page", PAGES)
def test_one_three_and_many_rows_take_the_same_queries(
    page: str, viewer: Client, grow: Callable[[int], None], count_queries: CountQueries
) -> None:
    seen = []
    for more in (1, 2, 20):
        grow(more)
        seen.append(asked(viewer, page, count_queries))
    assert seen[0] == seen[1] == seen[2]
    assert 1 <= seen[0]["TESTCLIENT"] <= PAGES[page]
    assert seen[0]["OTHERCLIENT"] == 0
    assert seen[0]["default"] == 3  # session, user, memberships
    assert seen[0]["accounts"] == 2  # is it served, and what it is called


@pytest.mark.slow
def test_a_thousand_rows_take_the_queries_of_one(
    viewer: Client, grow: Callable[[int], None], count_queries: CountQueries
) -> None:
    grow(1)
    before = {}
    for page in PAGES:
        before[page] = asked(viewer, page, count_queries)
    with tenant_context("TESTCLIENT"):
        _add_a_thousand_of_everything()
    for page in PAGES:
        assert asked(viewer, page, count_queries) == before[page], page


def _add_a_thousand_of_everything() -> None:
    numbers = range(1000, 2000)
    People.objects.bulk_create(People(pid=n, first_name="Ada", last_name=f"Many {n}") for n in numbers)
    factories.AbstractFactory._meta.model.objects.bulk_create(
        factories.AbstractFactory.build(id=n, conference_code=CONFERENCE) for n in numbers
    )
    Session.objects.bulk_create(
        Session(id=n, conference_code=CONFERENCE, title=f"Talk {n}", day=factories.FIRST_DAY) for n in numbers
    )
    SessionPerson.objects.bulk_create(SessionPerson(session_id=n, pid=n) for n in numbers)
    SessionAbstract.objects.bulk_create(SessionAbstract(session_id=n, abstract_id=n) for n in numbers)
    AbstractAuthors.objects.bulk_create(AbstractAuthors(abstract_id=n, pid=1, order=1) for n in numbers)
    AbstractAuthors.objects.bulk_create(AbstractAuthors(abstract_id=1, pid=n, order=n) for n in numbers)
    Registration.objects.bulk_create(Registration(pid=n, conference_code=CONFERENCE) for n in numbers)


def test_refused_visitor_costs_no_tenant_query(client_of: object, count_queries: CountQueries) -> None:
    for role in ("anonymous", "outsider"):
        client = client_of(role)
        with count_queries() as counts:
            client.get("/TESTCLIENT/people/")
        assert counts["TESTCLIENT"] == 0
