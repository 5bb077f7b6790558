"""One conference's page: its days, rooms and sessions."""

import datetime
import re

import pytest
from django.test import Client

from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

PAGE = "conferences/38C3/"
CODES = ("A/B", "A B", "Ä", "a?b", "a#b", "%41", "..", "日本")


def utc(day: int, hour: int, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(2024, 12, day, hour, minute, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def conference(in_tenant: None) -> object:
    return factories.PlanionContainerFactory(code="38C3", name="38th Congress", timezone="Europe/Berlin")


def test_times_are_the_conferences_own_with_their_zone(look: Look) -> None:
    factories.SessionFactory(conference_code="38C3", start=utc(27, 10), end=utc(27, 11, 30))
    page = look(PAGE)
    assert "11:00–12:30" in page
    assert "times in Europe/Berlin" in page


def test_time_zone_that_does_not_exist_is_told_and_utc_shown(look: Look) -> None:
    zone = factories.PlanionContainerFactory(code="ZONE")
    factories.SessionFactory(conference_code="ZONE", start=utc(27, 10))
    for name in ("Mars/Olympus", "../etc/passwd", "CEST+2?", "x" * 60, "Europe/Berlin\n"):
        zone.timezone = name
        zone.save()
        page = look("conferences/ZONE/")
        if name.strip() != "Europe/Berlin":
            assert "is not known" in page, name
            assert "10:00–11:00" in page, name


def test_session_after_midnight_counts_to_the_day_before(look: Look) -> None:
    day = datetime.date(2024, 12, 27)
    factories.SessionFactory(conference_code="38C3", title="Late show", day=day, start=utc(28, 0, 30))
    assert "Late show" in look(PAGE, day="2024-12-27")


def test_session_without_a_day_counts_to_that_of_its_start_in_the_conferences_zone(look: Look) -> None:
    factories.SessionFactory(conference_code="38C3", title="Evening", day=None, start=utc(27, 22))
    factories.SessionFactory(conference_code="38C3", title="Night", day=None, start=utc(27, 23, 30))
    assert "Evening" in look(PAGE, day="2024-12-27")
    assert "Night" not in look(PAGE, day="2024-12-27")
    assert "Night" in look(PAGE, day="2024-12-28")


def test_session_without_any_time_has_its_own_tab(look: Look) -> None:
    factories.SessionFactory(conference_code="38C3", title="Dated")
    factories.SessionFactory(conference_code="38C3", title="Timeless", day=None, start=None, end=None)
    assert "Timeless" not in look(PAGE)
    page = look(PAGE, day="none")
    assert "Timeless" in page
    assert "No time" in page


@pytest.mark.parametrize(
    "date", [datetime.date(9999, 12, 31), datetime.date(1, 1, 1), datetime.date(1000, 1, 1)]
)
def test_day_beyond_every_calendar_breaks_nothing(date: datetime.date, look: Look) -> None:
    factories.SessionFactory(conference_code="38C3", title="Some day", day=date, start=None)
    assert "Some day" in look(PAGE, day=date.isoformat())


def test_first_day_is_shown_and_the_others_are_one_click_away(look: Look) -> None:
    for day in (28, 27, 29):
        date = datetime.date(2024, 12, day)
        factories.SessionFactory(conference_code="38C3", title=f"On the {day}", day=date, start=utc(day, 10))
    page = look(PAGE)
    assert "On the 27" in page
    assert "On the 28" not in page
    assert 'href="?day=2024-12-28#programme"' in page
    assert "On the 29" in look(PAGE, day="2024-12-29")


def test_sessions_stand_in_order_of_time_then_room(look: Look) -> None:
    rooms = [factories.RoomFactory(conference_code="38C3", order=order) for order in (2, 1)]
    for title, hour, room in [("C", 12, rooms[1]), ("B", 10, rooms[0]), ("A", 10, rooms[1])]:
        factories.SessionFactory(
            conference_code="38C3", title=f"Title {title}", start=utc(27, hour), room=room
        )
    page = look(PAGE)
    assert page.index("Title A") < page.index("Title B") < page.index("Title C")


def test_one_room_is_shown_alone(look: Look) -> None:
    one, two = (factories.RoomFactory(conference_code="38C3") for _ in range(2))
    factories.SessionFactory(conference_code="38C3", title="In one", room=one)
    factories.SessionFactory(conference_code="38C3", title="In two", room=two)
    page = look(PAGE, room=one.id)
    assert "In one" in page
    assert "In two" not in page


def test_empty_room_leads_back_to_all(look: Look) -> None:
    room = factories.RoomFactory(conference_code="38C3")
    factories.SessionFactory(conference_code="38C3", room=None)
    assert "No session in this room on this day" in look(PAGE, room=room.id)


def test_by_room_groups_under_rooms_those_without_last(look: Look) -> None:
    for name, order in [("Hall B", 2), ("Hall A", 1)]:
        room = factories.RoomFactory(conference_code="38C3", name=name, order=order)
        factories.SessionFactory(conference_code="38C3", room=room)
    factories.SessionFactory(conference_code="38C3", room=None)
    page = look(PAGE, by="room")
    headings = [page.index(f'<h3 class="slots-key">{name}</h3>') for name in ("Hall A", "Hall B", "No room")]
    assert headings == sorted(headings)


def test_session_shows_type_track_language_people_and_summary(look: Look) -> None:
    session = factories.SessionFactory(
        conference_code="38C3",
        type="Lecture",
        track="Hardware",
        language="de",
        summary="Short.",
        description="Long.",
    )
    ada = factories.PeopleFactory(first_name="Ada", last_name="Lovelace")
    factories.SessionPersonFactory(session=session, pid=ada.pid, role="chair")
    abstract = factories.SessionAbstractFactory(session=session, abstract__title="On engines").abstract
    page = look(PAGE)
    for part in ("Lecture", "Hardware", ">de<", "Short.", "Long.", "Ada Lovelace", "<small>chair</small>"):
        assert part in page, part
    assert f'<a href="/TESTCLIENT/people/{ada.pid}/">' in page
    assert f'<a href="/TESTCLIENT/abstracts/{abstract.id}/">On engines</a>' in page
    assert f'id="session-{session.id}"' in page


def test_lost_rooms_people_and_abstracts_break_nothing(look: Look) -> None:
    session = factories.SessionFactory(conference_code="38C3", room=None, room_id=987654)
    factories.SessionPersonFactory(session=session, pid=987654)
    factories.SessionPersonFactory(session=session, pid=None)
    factories.SessionAbstractFactory(session=session, abstract=None, abstract_id=987654)
    page = look(PAGE)
    assert "unknown person 987654" in page


def test_conference_without_sessions_says_how_to_begin(look: Look) -> None:
    assert "No session yet" in look(PAGE)


def test_any_code_has_an_address(viewer: Client) -> None:
    names = {f"Odd {n}" for n, _ in enumerate(CODES)}
    for code, name in zip(CODES, sorted(names), strict=True):
        factories.PlanionContainerFactory(code=code, name=name)
    listed = viewer.get("/TESTCLIENT/conferences/", {"q": "Odd"}).text
    addresses = re.findall(r'<span class="strong"><a href="([^"]*)"', listed)
    told = set()
    for address in addresses:
        answer = viewer.get(address)
        assert answer.status_code == 200, address
        told.update(re.findall(r"<h1>(.*)</h1>", answer.text))
    assert told == names


def test_blank_code_is_listed_without_a_link(look: Look) -> None:
    factories.PlanionContainerFactory(code="", name="Blank code")
    page = look("conferences/")
    assert "Blank code" in page


def test_code_with_blanks_behind_it_finds_its_sessions(look: Look) -> None:
    factories.PlanionContainerFactory(code="PAD ", name="Padded")
    factories.SessionFactory(conference_code="PAD", title="Inside")
    listed = look("conferences/")
    assert 'href="/TESTCLIENT/conferences/PAD/"' in listed


def test_only_web_addresses_become_links(look: Look) -> None:
    web = factories.PlanionContainerFactory(code="WEB")
    for address, linked in {
        "https://events.example/38c3": True,
        "http://www.events.example": True,
        "javascript:alert(1)": False,
        "JaVaScRiPt:alert(1)": False,
        "data:text/html,x": False,
        "//evil.example": False,
        "http://[broken": False,
        "www.events.example": False,
    }.items():
        web.website = address
        web.save()
        assert ('rel="noopener noreferrer"' in look("conferences/WEB/")) is linked, address
