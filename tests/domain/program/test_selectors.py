"""Reads of the programme."""

import datetime
import zoneinfo
from collections.abc import Iterator

import pytest

from poseidon.domain.program import selectors
from poseidon.models import PlanionContainer
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])

day = datetime.date


def utc(date: int, hour: int, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(2024, 12, date, hour, minute, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def conference() -> Iterator[PlanionContainer]:
    with tenant_context("TESTCLIENT"):
        yield factories.PlanionContainerFactory(code="38C3", timezone="Europe/Berlin")


def session(**values: object) -> object:
    return factories.SessionFactory(**{"conference_code": "38C3", "room": None, **values})


def test_days_are_counted_in_order_the_undated_last(conference: PlanionContainer) -> None:
    for date in (28, 27, 28):
        session(day=day(2024, 12, date), start=utc(date, 10))
    session(day=None, start=None)
    session(conference_code="OTHER")
    found = selectors.programme_days(conference)
    assert [tuple(each) for each in found] == [(day(2024, 12, 27), 1), (day(2024, 12, 28), 2), (None, 1)]


def test_session_without_a_day_counts_where_its_clock_says(conference: PlanionContainer) -> None:
    session(day=None, start=utc(27, 23, 30))
    assert [each.date for each in selectors.programme_days(conference)] == [day(2024, 12, 28)]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", None])
def test_days_and_their_sessions_agree_in_every_zone(zone: str | None) -> None:
    conference = factories.PlanionContainerFactory(code="ZONE", timezone=zone)
    for hour in range(0, 24, 3):
        session(conference_code="ZONE", day=None, start=utc(27, hour))
    session(conference_code="ZONE", day=day(2024, 12, 27), start=utc(28, 1))
    session(conference_code="ZONE", day=None, start=None)
    days = selectors.programme_days(conference)
    for each in days:
        assert len(selectors.sessions_of_day(conference, each.date)) == each.sessions
    assert sum(each.sessions for each in days) == 10


def test_day_when_the_clock_changes_has_all_its_hours() -> None:
    conference = factories.PlanionContainerFactory(code="DST", timezone="Europe/Berlin")
    start = datetime.datetime(2024, 10, 26, 22, tzinfo=datetime.UTC)
    for hours in range(25):
        session(conference_code="DST", day=None, start=start + datetime.timedelta(hours=hours))
    assert len(selectors.sessions_of_day(conference, day(2024, 10, 27))) == 25


def test_day_of_a_session_is_its_own_first() -> None:
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    assert selectors.day_of(session(day=day(2024, 1, 1), start=utc(27, 10)), berlin) == day(2024, 1, 1)
    assert selectors.day_of(session(day=None, start=utc(27, 23)), berlin) == day(2024, 12, 28)
    assert selectors.day_of(session(day=None, start=None), berlin) is None


def test_people_and_abstracts_stand_in_their_order(conference: PlanionContainer) -> None:
    talk = session()
    for order in (3, None, 1):
        pid = factories.PeopleFactory(first_name=f"P{order}").pid
        factories.SessionPersonFactory(session=talk, pid=pid, order=order)
        factories.SessionAbstractFactory(session=talk, order=order, abstract__title=f"A{order}")
    (slot,) = selectors.sessions_of_day(conference, factories.FIRST_DAY)
    assert [part.person.first_name for part in slot.people] == ["P1", "P3", "PNone"]
    assert [abstract.title for abstract in slot.abstracts] == ["A1", "A3", "ANone"]


def test_rooms_are_counted_and_ordered() -> None:
    for name, order in [("C", None), ("B", 1), ("A", 1)]:
        room = factories.RoomFactory(conference_code="38C3", name=name, order=order)
    session(room=room)
    session(room=room)
    found = selectors.rooms_of("38C3")
    assert [(room.name, room.session_count) for room in found] == [("A", 2), ("B", 0), ("C", 0)]


def test_sessions_are_counted_by_conference() -> None:
    session()
    session()
    session(conference_code="OTHER")
    assert selectors.session_counts(["38C3", "OTHER", "NONE"]) == {"38c3": 2, "other": 1}
    assert selectors.count_sessions() == 3


def test_person_with_two_roles_in_a_session_is_in_one_session() -> None:
    talk, pid = session(), factories.PeopleFactory().pid
    for role in ("chair", "speaker"):
        factories.SessionPersonFactory(session=talk, pid=pid, role=role)
    assert selectors.role_counts([pid]) == {pid: 1}
    assert [role.role for role in selectors.roles_of(pid)] == ["chair", "speaker"]


def test_lost_rows_are_left_out() -> None:
    factories.SessionPersonFactory(session=None, session_id=987654, pid=1)
    factories.SessionAbstractFactory(session=None, session_id=987654, abstract__id=1)
    assert selectors.roles_of(1) == []
    assert selectors.sessions_of_abstract(1) == []
