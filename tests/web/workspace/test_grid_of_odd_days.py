"""The page of a day's grid: every session once, whatever its room, its time, and the zone's name."""

import datetime
import re

import pytest
from django.db import connections

from poseidon.models import Room, Session
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.html import Page
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

OPEN_END = datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=datetime.UTC)
GRID = "conferences/C1/grid/"


def shown(html: str) -> list[int]:
    links = [attrs.get("href") or "" for attrs in Page(html).all("a")]
    return sorted(int(href.rpartition("#session-")[2]) for href in links if "#session-" in href)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Nowhere/At all", None, "Asia/Kathmandu"])
def test_sessions_of_all_days_are_in_their_grids_once(zone: str | None, look: Look) -> None:
    factories.PlanionContainerFactory(code="C1", timezone=zone)
    ids = []
    for start, end, day in (
        (factories.MORNING, OPEN_END, None),
        (OPEN_END, OPEN_END, None),
        (datetime.datetime(1, 1, 1, tzinfo=datetime.UTC), factories.MORNING, factories.FIRST_DAY),
        (datetime.datetime(1999, 1, 1, tzinfo=datetime.UTC), None, None),
        (datetime.datetime(2024, 12, 27, 23, 50, tzinfo=datetime.UTC), None, None),
        (None, factories.MORNING, None),
        (None, None, factories.FIRST_DAY),
    ):
        session = factories.SessionFactory(conference_code="C1", start=start, end=end, day=day, room=None)
        ids.append(session.id)
    days = re.findall(r'href="\?day=([^"]*)"', look(GRID))
    assert sorted(each for day in days for each in shown(look(GRID, day=day))) == ids
    assert sorted(each for day in days for each in _listed(look("conferences/C1/", day=day))) == ids
    assert len(re.findall(r'<th scope="row">', look("conferences/C1/print/"))) == len(ids)


def _listed(html: str) -> list[int]:
    return [
        int((attrs["id"] or "").removeprefix("session-"))
        for attrs in Page(html).all("li")
        if attrs.get("class") == "slot"
    ]


def test_hundred_rooms_at_once_are_a_hundred_columns(look: Look) -> None:
    factories.PlanionContainerFactory(code="C1")
    Room.objects.bulk_create(
        factories.RoomFactory.build(conference_code="C1", name=f"R{number:03}", order=None)
        for number in range(100)
    )
    Session.objects.bulk_create(
        factories.SessionFactory.build(conference_code="C1", room=room) for room in Room.objects.all()
    )
    page = look(GRID)
    heads = re.findall(r'<h2 class="timetable-head">([^<]*)</h2>', page)
    assert heads == [f"R{number:03}" for number in range(100)]
    assert shown(page) == sorted(Session.objects.values_list("id", flat=True))
    assert page.count('class="placed at-1 for-12"') == 100


@pytest.mark.mysql
def test_zero_dates_leave_a_session_on_its_day(look: Look) -> None:
    factories.PlanionContainerFactory(code="C1", timezone="Europe/Berlin")
    session = factories.SessionFactory(conference_code="C1")
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("SELECT @@SESSION.sql_mode")
        (mode,) = cursor.fetchone()
        cursor.execute("SET SESSION sql_mode = ''")
        cursor.execute("UPDATE sessn SET sessday = '0000-00-00'")
        cursor.execute("SET SESSION sql_mode = %s", [mode])
    page = look(GRID, day="2024-12-27")
    assert shown(page) == [session.id]
    assert "11:00–12:00" in page
