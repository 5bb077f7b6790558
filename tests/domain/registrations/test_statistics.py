"""Registrations in numbers."""

import datetime
from collections.abc import Iterator

import pytest

from poseidon.domain.registrations.statistics import (
    registration_counts,
    registrations_by_day,
    unpaid_registrations,
)
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def tenant() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def registration(**values: object) -> object:
    return factories.RegistrationFactory(**{"conference_code": "C1", **values})


def test_registrations_are_counted_by_what_they_say() -> None:
    swede = factories.PeopleFactory(country="Sweden").pid
    registration(pid=swede, category="Student", status="confirmed")
    registration(pid=swede, category="student ", status="cancelled")
    registration(pid=factories.PeopleFactory(country=None).pid, category="Regular", status="confirmed")
    registration(pid=987654, category=None, status=None)
    registration(conference_code="C2")
    found = registration_counts("C1")
    assert found.total == 4
    assert [(each.value.casefold(), each.number) for each in found.by_category] == [
        ("student", 2),
        ("regular", 1),
        ("", 1),
    ]
    assert [each[:2] for each in found.by_status] == [("confirmed", 2), ("cancelled", 1), ("", 1)]
    assert [each[:2] for each in found.by_country] == [("Sweden", 2), ("", 2)]


def test_day_of_a_registration_is_that_of_the_conferences_zone() -> None:
    conference = factories.PlanionContainerFactory(code="C1", timezone="Europe/Berlin")
    for hour in (22, 23):
        registration(registered_at=datetime.datetime(2024, 12, 1, hour, 30, tzinfo=datetime.UTC))
    registration(registered_at=None)
    registration(registered_at=datetime.datetime(9999, 12, 31, 23, tzinfo=datetime.UTC))
    assert registrations_by_day(conference) == {
        datetime.date(2024, 12, 1): 1,
        datetime.date(2024, 12, 2): 1,
        datetime.date(9999, 12, 31): 1,
        None: 1,
    }


def test_unpaid_are_those_that_still_owe_something() -> None:
    unpaid = [
        registration(paid=False),
        registration(paid=None, status=None),
        registration(paid=False, amount=None),
    ]
    registration(paid=True)
    registration(paid=False, amount="0.00")
    registration(paid=False, status="Cancelled")
    registration(paid=False, cancelled_at=factories.MORNING)
    registration(paid=False, conference_code="C2")
    assert list(unpaid_registrations("C1")) == unpaid
