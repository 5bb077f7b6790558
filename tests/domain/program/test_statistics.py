"""The programme in numbers."""

import datetime
from collections.abc import Iterator

import pytest

from poseidon.domain.program.programme import programme_of
from poseidon.domain.program.selectors import slots_by_day
from poseidon.domain.program.statistics import sessions_by_day_and_room
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def tenant() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def test_sessions_are_counted_by_day_and_room() -> None:
    conference = factories.PlanionContainerFactory(code="C1")
    small, big = (factories.RoomFactory(conference_code="C1", name=name) for name in ("Small", "Big"))
    for room, day in [(small, 28), (big, 27), (big, 28), (big, 28), (None, 27)]:
        factories.SessionFactory(conference_code="C1", room=room, day=datetime.date(2024, 12, day))
    factories.SessionFactory(conference_code="C1", room=small, day=None, start=None)
    factories.SessionFactory(conference_code="C2")
    found = sessions_by_day_and_room(programme_of(conference), conference.tzinfo)
    assert [day and day.day for day in found.days] == [27, 28, None]
    assert found.day_totals == [2, 3, 1]
    assert [(line.room, line.by_day, line.total) for line in found.rooms] == [
        (big, [1, 2, 0], 3),
        (small, [0, 1, 1], 2),
        (None, [1, 0, 0], 1),
    ]


def test_slots_of_all_days_stand_in_order_and_the_undated_last() -> None:
    conference = factories.PlanionContainerFactory(code="C1")
    for title, day, hour in [("late", 28, 12), ("early", 28, 9), ("first", 27, 10)]:
        start = datetime.datetime(2024, 12, day, hour, tzinfo=datetime.UTC)
        factories.SessionFactory(conference_code="C1", title=title, day=start.date(), start=start)
    factories.SessionFactory(conference_code="C1", title="timeless", day=None, start=None)
    found = slots_by_day(conference)
    assert [(day and day.day, [slot.session.title for slot in slots]) for day, slots in found.items()] == [
        (27, ["first"]),
        (28, ["early", "late"]),
        (None, ["timeless"]),
    ]
