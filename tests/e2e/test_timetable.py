"""A day as a grid in a browser: places, what stays in sight, and a list on a phone."""

import datetime
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from poseidon.models import Room, Session
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.e2e.windows import overflow, resize, sign_in
from tests.web.conftest import DATABASES

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]

ROOMS = 73


@pytest.fixture
def programme() -> None:
    """73 rooms with a session each, and in the first one two at once."""
    factories.AccountsFactory(acronym="TESTCLIENT")
    factories.MembershipFactory(user=factories.UserFactory(username="vera"), tenant="TESTCLIENT")
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3")
        rooms = [factories.RoomFactory.build(conference_code="38C3", order=each) for each in range(ROOMS)]
        Room.objects.bulk_create(rooms)
        rooms = list(Room.objects.order_by("order"))
        sessions = [placed(room, f"Late {room.order}.", 5 * room.order or 30) for room in rooms]
        Session.objects.bulk_create([*sessions, placed(rooms[0], "Early.", 0)])


def placed(room: Room, title: str, minutes: int) -> Session:
    """A session in the room, that many minutes after the day begins."""
    start = factories.MORNING + datetime.timedelta(minutes=minutes)
    return factories.SessionFactory.build(conference_code="38C3", room=room, start=start, title=title)


@pytest.fixture
def page(browser: Browser, programme: None, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, "vera")
    page.goto(f"{live_server.url}/TESTCLIENT/conferences/38C3/grid/")
    yield page
    context.close()


def box(page: Page, text: str) -> dict[str, float]:
    found = page.locator(".placed", has_text=text).first.bounding_box()
    assert found is not None
    return found


def test_day_is_a_grid_on_a_desk_and_a_list_on_a_phone(page: Page) -> None:
    resize(page, 1440)
    assert_overlapping_sessions_are_side_by_side_at_their_times(page)
    assert_rooms_and_hours_stay_in_sight_in_a_scroll_box_of_its_own(page)
    resize(page, 360)
    assert_rooms_are_one_below_the_other(page)


def assert_overlapping_sessions_are_side_by_side_at_their_times(desk: Page) -> None:
    early, late, other = box(desk, "Early."), box(desk, "Late 0."), box(desk, "Late 1.")
    assert early["x"] + early["width"] <= late["x"] < other["x"]
    five_minutes = early["height"] / 12
    assert late["y"] - early["y"] == pytest.approx(6 * five_minutes, abs=1)
    assert other["y"] - early["y"] == pytest.approx(five_minutes, abs=1)
    assert other["height"] == pytest.approx(early["height"], abs=1)


def assert_rooms_and_hours_stay_in_sight_in_a_scroll_box_of_its_own(desk: Page) -> None:
    assert overflow(desk) == 0
    before = desk.locator("h2.timetable-head").first.bounding_box()
    hours = desk.locator(".timetable-times").bounding_box()
    desk.locator(".timetable").focus()
    desk.locator(".placed", has_text=f"Late {ROOMS - 1}.").scroll_into_view_if_needed()
    last = desk.locator("h2.timetable-head").last.bounding_box()
    assert before is not None
    assert last is not None
    assert last["y"] == pytest.approx(desk.locator(".timetable").bounding_box()["y"] + 1, abs=1)  # type: ignore[index]
    assert desk.locator(".timetable-times").bounding_box()["x"] == hours["x"]  # type: ignore[index]


def assert_rooms_are_one_below_the_other(phone: Page) -> None:
    early, late = box(phone, "Early."), box(phone, "Late 0.")
    assert early["x"] == late["x"]
    assert early["y"] + early["height"] <= late["y"]
    assert overflow(phone) == 0
