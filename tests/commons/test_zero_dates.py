"""A zero date is no date: to filters, to what wants attention and to the programme, as on the pages."""

import datetime
from collections.abc import Iterator

import pytest
from django.db import connections

from poseidon.commons.zero_dates import is_no_date
from poseidon.domain.program.selectors import programme_days, sessions_of_day
from poseidon.domain.registrations.statistics import unpaid_registrations
from poseidon.models import PlanionContainer, Registration, Session
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = [pytest.mark.mysql, pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])]


@pytest.fixture(autouse=True)
def _inside() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def write(statement: str, *values: object) -> None:
    """As the older product does, whose sessions are not strict."""
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("SET SESSION sql_mode = ''")
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    ("text", "none"),
    [
        ("0000-00-00 00:00:00", True),
        ("2024-00-00 10:00:00", True),
        ("2024-12-00 00:00:00", True),
        (None, True),
        ("2024-12-27 00:00:00", False),
        ("2000-10-10 00:00:00", False),
        ("9999-12-31 23:59:59", False),
    ],
)
def test_no_date_is_what_the_driver_reads_as_none(text: str | None, none: bool) -> None:
    factories.RegistrationFactory(pid=1)
    write("UPDATE regist SET canceldate = %s", text)
    assert (Registration.objects.get().cancelled_at is None) is none
    assert Registration.objects.filter(is_no_date("cancelled_at")).exists() is none
    assert Registration.objects.filter(~is_no_date("cancelled_at")).exists() is not none


def test_registration_with_a_zero_date_of_cancellation_wants_to_be_paid() -> None:
    for paid in (False, True, False):
        factories.RegistrationFactory(
            pid=1, conference_code="38C3", paid=paid, cancelled_at=factories.MORNING
        )
    assert not unpaid_registrations("38C3").exists()
    first = Registration.objects.order_by("id").first()
    write("UPDATE regist SET canceldate = '0000-00-00 00:00:00' WHERE regid = %s", first.pk)
    assert list(unpaid_registrations("38C3")) == [first]


def test_session_with_a_zero_day_is_in_the_programme_as_often_as_it_is_counted() -> None:
    conference = factories.PlanionContainerFactory(code="38C3", timezone="Europe/Berlin")
    late = datetime.datetime(2024, 12, 27, 23, 30, tzinfo=datetime.UTC)  # the next day in Berlin
    for start in (None, late, factories.MORNING):
        factories.SessionFactory(conference_code="38C3", day=None, start=start)
    write("UPDATE sessn SET sessday = '0000-00-00'")
    write("UPDATE sessn SET starts = '0000-00-00 00:00:00' WHERE starts IS NULL")
    assert Session.objects.filter(day=None).count() == 0  # to the server they have a day
    days = programme_days(PlanionContainer.objects.get(code="38C3"))
    assert [(day.date and day.date.day, day.sessions) for day in days] == [(27, 1), (28, 1), (None, 1)]
    assert [len(sessions_of_day(conference, day.date)) for day in days] == [1, 1, 1]
