"""The programme as a grid and for paper."""

import datetime
from html import unescape

import pytest

from tests import factories
from tests.web.conftest import DATABASES
from tests.web.html import Page
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

GRID, PRINT = "conferences/C1/grid/", "conferences/C1/print/"


@pytest.fixture(autouse=True)
def conference(in_tenant: None) -> object:
    return factories.PlanionContainerFactory(code="C1", timezone="Europe/Berlin")


def utc(day: int, hour: int, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(2024, 12, day, hour, minute, tzinfo=datetime.UTC)


def session(**values: object) -> object:
    return factories.SessionFactory(**{"conference_code": "C1", **values})


def placed(html: str) -> list[str]:
    return [attrs["class"] for attrs in Page(html).all("li") if "placed" in (attrs.get("class") or "")]


def test_session_is_placed_by_its_time(look: Look) -> None:
    session(start=utc(27, 9, 30), end=utc(27, 10, 15))
    page = look(GRID)
    assert placed(page) == ["placed at-7 for-9"]
    assert "10:30–11:15" in page
    assert "poseidon/timetable.css" in page


def test_two_in_one_room_are_side_by_side_and_marked(look: Look) -> None:
    room = factories.RoomFactory(conference_code="C1")
    session(start=utc(27, 9), end=utc(27, 10), room=room)
    session(start=utc(27, 9, 30), end=utc(27, 10), room=room)
    page = look(GRID)
    assert placed(page) == ["placed at-1 for-12 lane-1 clashing", "placed at-7 for-6 lane-2 clashing"]
    assert "lanes-2" in page
    assert "2 sessions share their room" in page
    assert page.count("<em>overlaps</em>") == 2


def test_rooms_are_headings_of_their_lists(look: Look) -> None:
    session(room=factories.RoomFactory(conference_code="C1", name="Saal 1"))
    session(room=None)
    page = look(GRID)
    assert page.index(">Saal 1</h2>") < page.index(">No room</h2>")


def test_chosen_day_is_shown(look: Look) -> None:
    session(title="First")
    session(title="Second", day=datetime.date(2024, 12, 28), start=utc(28, 10))
    assert "Second" not in look(GRID)
    assert "Second" in look(GRID, day="2024-12-28")


def test_session_without_a_time_is_told_below_the_grid(look: Look) -> None:
    lost = session(start=None, end=None, title="Timeless")
    session()
    page = look(GRID)
    assert "Without a place in the grid" in page
    assert f"#session-{lost.id}" in unescape(page)
    assert "Timeless" in look("conferences/C1/grid/", day="none") + page


def test_day_without_a_date_has_no_grid(look: Look) -> None:
    session(day=None, start=None, end=None, title="Timeless")
    page = look(GRID, day="none")
    assert "Timeless" in page
    assert 'class="timetable panel"' not in page


def test_conference_without_sessions_says_how_they_come(look: Look) -> None:
    assert "No session yet" in look(GRID)
    assert "No session yet" in look(PRINT)


def test_paper_has_a_sheet_a_day(look: Look) -> None:
    session(title="First")
    session(title="Second", day=datetime.date(2024, 12, 28), start=utc(28, 10))
    session(title="Timeless", day=None, start=None, end=None)
    page = look(PRINT)
    assert page.count('<section class="sheet">') == 3
    assert page.index("First") < page.index("Second") < page.index("Timeless")
    one = look(PRINT, day="2024-12-28")
    assert "First" not in one
    assert "Second" in one


def test_paper_names_people_and_chairs(look: Look) -> None:
    talk = session()
    factories.SessionPersonFactory(
        session=talk, pid=factories.PeopleFactory(first_name="Grace").pid, role="chair"
    )
    assert "Grace Lovelace (chair)" in look(PRINT)
