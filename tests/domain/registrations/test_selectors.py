"""Reads of registrations."""

from collections.abc import Iterator

import pytest

from poseidon.domain.registrations import selectors
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def _inside() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def test_newest_registration_comes_first() -> None:
    ids = [factories.RegistrationFactory().id for _ in range(3)]
    assert [row.id for row in selectors.search_registrations()] == ids[::-1]


def test_words_match_the_person_or_the_registration() -> None:
    ada = factories.PeopleFactory(first_name="Ada", last_name="Press")
    by_person = factories.RegistrationFactory(pid=ada.pid, category="Student")
    by_category = factories.RegistrationFactory(category="Press")
    factories.RegistrationFactory(category="Student")
    found = [row.id for row in selectors.search_registrations("press")]
    assert found == [by_category.id, by_person.id]


def test_conference_and_words_both_narrow() -> None:
    kept = factories.RegistrationFactory(conference_code="A", category="Press")
    factories.RegistrationFactory(conference_code="B", category="Press")
    factories.RegistrationFactory(conference_code="A", category="Student")
    assert [row.id for row in selectors.search_registrations("press", conference="A")] == [kept.id]


def test_registrations_of_a_person_and_people_of_a_conference() -> None:
    row = factories.RegistrationFactory(pid=5, conference_code="A")
    factories.RegistrationFactory(pid=None, conference_code="A")
    factories.RegistrationFactory(pid=6, conference_code="B")
    assert [found.id for found in selectors.registrations_of(5)] == [row.id]
    assert [found["pid"] for found in selectors.pids_registered("A")] == [5]
