"""Reads of people."""

from collections.abc import Iterator

import pytest

from poseidon.domain.people import selectors
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def _inside() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def test_people_of_one_name_stand_in_one_order() -> None:
    pids = [factories.PeopleFactory(first_name="A", last_name="B").pid for _ in range(5)]
    assert [person.pid for person in selectors.search_people()] == pids


def test_number_finds_its_person_and_texts_with_it() -> None:
    factories.PeopleFactory(pid=42, first_name="Number", email=None)
    factories.PeopleFactory(pid=43, first_name="Text", organisation="Forum 42", email=None)
    factories.PeopleFactory(pid=44, first_name="Neither", email=None)
    assert [person.pid for person in selectors.search_people("42")] == [42, 43]


@pytest.mark.parametrize("words", ["99999999999999999999", "-1", "1.5", "٣", "²"])
def test_number_that_is_no_key_is_only_text(words: str) -> None:
    factories.PeopleFactory(email=None, first_name="Ada")
    assert list(selectors.search_people(words)) == []


def test_numbers_that_point_nowhere_are_left_out() -> None:
    pid = factories.PeopleFactory().pid
    assert set(selectors.people_by_pid([pid, pid, None, 987654])) == {pid}
    assert selectors.people_by_pid([]) == {}
