"""Reads of conferences."""

import datetime
from collections.abc import Iterator

import pytest
from django.db import connections

from poseidon.domain.conferences import selectors
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])

TODAY = datetime.date(2024, 12, 28)


@pytest.fixture(autouse=True)
def _inside() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def on(first: datetime.date | None, last: datetime.date | None = None) -> str:
    return factories.PlanionContainerFactory(date=first, dateend=last).code


def test_conference_is_ahead_until_its_last_day_is_over() -> None:
    day = datetime.timedelta(1)
    running = on(TODAY - day, TODAY)
    over = on(TODAY - 2 * day, TODAY - day)
    one_day = on(TODAY, None)
    later = on(TODAY + day, TODAY + 2 * day)
    undated = on(None)
    assert [found.code for found in selectors.upcoming_conferences(TODAY, 9)] == [running, one_day, later]
    assert [found.code for found in selectors.past_conferences(TODAY, 9)] == [over, undated]


def test_every_conference_is_either_ahead_or_past() -> None:
    dates = (None, TODAY, TODAY - datetime.timedelta(9), TODAY + datetime.timedelta(9))
    for first in dates:
        for last in dates:
            on(first, last)
    ahead = {found.code for found in selectors.upcoming_conferences(TODAY, 99)}
    past = {found.code for found in selectors.past_conferences(TODAY, 99)}
    assert not ahead & past
    assert len(ahead | past) == 16


def test_codes_are_found_whatever_their_blanks_and_case() -> None:
    factories.PlanionContainerFactory(code="38C3")
    found = selectors.conferences_by_code(["38C3 ", None, "", "GONE"])
    assert set(found) == {"38c3"}
    assert selectors.code_key(" 38C3 ") == "38c3"
    assert selectors.code_key(None) == ""


def test_code_beyond_its_column_is_not_found() -> None:
    assert selectors.conference_with_code("🎉" * 50) is None
    assert selectors.conferences_by_code(["🎉"]) == {}


@pytest.mark.mysql
def test_server_compares_codes_without_case_and_blanks() -> None:
    factories.PlanionContainerFactory(code="Pad ")
    assert selectors.conference_with_code("PAD") is not None


@pytest.mark.mysql
def test_conference_whose_last_day_is_a_zero_date_is_ahead_or_past_by_its_first() -> None:
    day = datetime.timedelta(1)
    later, over = on(TODAY + day, TODAY), on(TODAY - day, TODAY)
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("SELECT @@SESSION.sql_mode")
        (mode,) = cursor.fetchone()
        cursor.execute("SET SESSION sql_mode = ''")
        cursor.execute("UPDATE confrnce SET dateend = '0000-00-00'")
        cursor.execute("SET SESSION sql_mode = %s", [mode])
    assert [found.code for found in selectors.upcoming_conferences(TODAY, 9)] == [later]
    assert [found.code for found in selectors.past_conferences(TODAY, 9)] == [over]
