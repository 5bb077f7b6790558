"""Forms ask as much for many lines and answers as for one, and no other tenant."""

import pytest
from django.test import Client

from poseidon.models import Abstract, Session
from tests import factories
from tests.web.conftest import DATABASES, CountQueries, Counts
from tests.web.workspace.editing.conftest import Open
from tests.web.workspace.editing.filled import filled

pytestmark = pytest.mark.django_db(databases=DATABASES)

FORMS = {
    "people/1/edit/": 9,
    "abstracts/1/edit/": 10,
    "sessions/1/edit/": 13,
    "rooms/1/edit/": 3,
    "registrations/1/edit/": 8,
    "conferences/38C3/edit/": 5,
    "people/1/delete/": 14,
    "conferences/38C3/fields/": 3,
    "conferences/38C3/rooms/": 3,
}
"""The most statements that each page may send to the tenant's database."""


@pytest.fixture(autouse=True)
def _rows(in_tenant: None) -> None:
    factories.PlanionContainerFactory(code="38C3")
    factories.PeopleFactory(pid=1)
    factories.AbstractFactory(id=1, conference_code="38C3")
    factories.SessionFactory(id=1, room__id=1, conference_code="38C3")
    factories.RegistrationFactory(id=1, pid=1, conference_code="38C3")


def grow(number: int) -> None:
    """Adds lines to everything."""
    for _ in range(number):
        factories.AbstractAuthorsFactory(abstract=Abstract.objects.get(id=1))
        factories.SessionPersonFactory(session=Session.objects.get(id=1))
        factories.SessionAbstractFactory(session=Session.objects.get(id=1))
        factories.RoomFactory(conference_code="38C3")
        for entity, key in (("person", "1"), ("abstract", "1"), ("session", "1"), ("conference", "38C3")):
            factories.CstmValsFactory(field__entity=entity, field__conference_code="38C3", row_key=key)


def test_forms_take_the_same_queries_for_many_lines(admin: Client, count_queries: CountQueries) -> None:
    seen: dict[str, list[Counts]] = {path: [] for path in FORMS}
    grow(1)
    for path in FORMS:
        admin.get(f"/TESTCLIENT/{path}")  # a process asks for the columns' character sets once
    for more in (1, 2, 10):
        grow(more)
        for path, counted in seen.items():
            with count_queries() as counts:
                assert admin.get(f"/TESTCLIENT/{path}").status_code == 200, path
            counted.append(counts)
    assert {path: counted for path, counted in seen.items() if counted != [counted[0]] * 3} == {}
    first = {path: counted[0] for path, counted in seen.items()}
    assert {path: counts for path, counts in first.items() if counts["TESTCLIENT"] > FORMS[path]} == {}
    assert {path for path, counts in first.items() if counts["OTHERCLIENT"]} == set()


def test_saving_one_column_takes_the_same_queries_for_many_lines(
    admin: Client, open_form: Open, count_queries: CountQueries
) -> None:
    seen = []
    for more in (1, 2, 10):
        grow(more)
        sent = filled(open_form("abstracts/1/edit/"), title=f"Title {more}")
        with count_queries() as counts:
            assert admin.post("/TESTCLIENT/abstracts/1/edit/", sent).status_code == 302
        seen.append(counts["TESTCLIENT"])
    assert seen[0] == seen[1] == seen[2]
