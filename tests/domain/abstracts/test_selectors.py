"""Reads of abstracts."""

from collections.abc import Iterator

import pytest

from poseidon.domain.abstracts import selectors
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def _inside() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def test_authors_are_numbered_as_printed_whatever_their_order_says() -> None:
    abstract = factories.AbstractFactory()
    for order in (7, None, 3, 3):
        factories.AbstractAuthorsFactory(abstract=abstract, order=order)
    authors = selectors.authors_of([abstract.id])[abstract.id]
    assert [author.position for author in authors] == [1, 2, 3, 4]
    assert [author.row.order for author in authors] == [3, 3, 7, None]


def test_contributions_tell_position_and_number_of_authors() -> None:
    first, second = factories.AbstractFactory.create_batch(2)
    for order, pid in enumerate((10, 11, 12)):
        factories.AbstractAuthorsFactory(abstract=first, pid=pid, order=order)
    factories.AbstractAuthorsFactory(abstract=second, pid=12, order=1, presenting=True)
    found = [
        (each.abstract.id, each.position, each.authors, each.presents)
        for each in selectors.contributions_of(12)
    ]
    assert found == [(second.id, 1, 1, True), (first.id, 3, 3, False)]


def test_person_named_twice_on_an_abstract_has_it_once() -> None:
    abstract = factories.AbstractFactory()
    for order in (1, 2):
        factories.AbstractAuthorsFactory(abstract=abstract, pid=10, order=order)
    assert len(selectors.contributions_of(10)) == 1
    assert selectors.abstract_counts([10]) == {10: 1}


def test_statuses_are_told_once_and_without_blanks() -> None:
    for status in ("accepted", "accepted ", "rejected", "", None):
        factories.AbstractFactory(status=status)
    assert selectors.statuses() == ["accepted", "rejected"]


def test_search_is_in_one_order() -> None:
    for code in ("B", "A", "B", "A"):
        factories.AbstractFactory(conference_code=code)
    found = [(abstract.conference_code, abstract.id) for abstract in selectors.search_abstracts()]
    assert found == sorted(found)


def test_who_is_an_author_twice_presents_if_either_line_says_so() -> None:
    abstract = factories.AbstractFactory()
    for order, presenting in enumerate((False, True)):
        factories.AbstractAuthorsFactory(abstract=abstract, pid=12, order=order, presenting=presenting)
    (found,) = selectors.contributions_of(12)
    assert (found.position, found.authors, found.presents) == (1, 2, True)
