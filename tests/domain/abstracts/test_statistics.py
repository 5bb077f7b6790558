"""Abstracts in numbers."""

from collections.abc import Iterator

import pytest

from poseidon.domain.abstracts.statistics import abstracts_by_track_and_status, abstracts_without_presenter
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def tenant() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def abstract(**values: object) -> object:
    return factories.AbstractFactory(**{"conference_code": "C1", **values})


def test_abstracts_are_counted_by_track_and_status() -> None:
    for track, status in [
        *(("Methods", "accepted"), ("methods ", "Accepted"), ("Methods", "rejected")),
        *(("Theory", "rejected"), (None, None), ("", "accepted")),
    ]:
        abstract(track=track, status=status)
    abstract(conference_code="C2")
    found = abstracts_by_track_and_status("C1")
    assert [(each.value.casefold(), each.number) for each in found.statuses] == [
        ("accepted", 3),
        ("rejected", 2),
        ("", 1),
    ]
    assert [(each.track.casefold(), each.by_status, each.total) for each in found.tracks] == [
        ("methods", [2, 1, 0], 3),
        ("theory", [0, 1, 0], 1),
        ("", [1, 0, 1], 2),
    ]


def test_abstract_that_nobody_who_exists_presents() -> None:
    nobody = abstract(presenter_pid=None)
    gone = abstract(presenter_pid=987654)
    gone_author = abstract(presenter_pid=None)
    factories.AbstractAuthorsFactory(abstract=gone_author, pid=987654, presenting=True)
    only_listed = abstract(presenter_pid=None, status=None)
    factories.AbstractAuthorsFactory(abstract=only_listed, presenting=False)
    abstract(presenter_pid=factories.PeopleFactory().pid)
    presented = abstract(presenter_pid=None)
    factories.AbstractAuthorsFactory(abstract=presented, presenting=True)
    abstract(conference_code="C2", presenter_pid=None)
    assert list(abstracts_without_presenter("C1")) == [nobody, gone, gone_author, only_listed]


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "cancelled"])
def test_abstract_that_will_not_be_presented_needs_nobody(status: str) -> None:
    abstract(presenter_pid=None, status=status)
    assert list(abstracts_without_presenter("C1")) == []
