"""Who takes part and cannot be written to."""

from collections.abc import Iterator

import pytest

from poseidon.domain.overview.people import people_without_mail
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def tenant() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def test_everybody_without_an_address_is_found_once_with_what_they_do() -> None:
    names = {name: factories.PeopleFactory(last_name=name, email=None) for name in ("B", "A", "C", "idle")}
    names["A"].email = ""
    names["A"].save()
    reachable = factories.PeopleFactory()
    session = factories.SessionFactory(conference_code="C1")
    for person in (names["A"], names["B"], reachable):
        factories.SessionPersonFactory(session=session, pid=person.pid)
    factories.AbstractAuthorsFactory(abstract__conference_code="C1", pid=names["B"].pid)
    factories.RegistrationFactory(conference_code="C1", pid=names["C"].pid)
    factories.RegistrationFactory(conference_code="C2", pid=names["idle"].pid)
    assert [(each.person.last_name, *each[1:]) for each in people_without_mail("C1")] == [
        ("A", True, False, False),
        ("B", True, True, False),
        ("C", False, False, True),
    ]
