"""A conference in numbers, and links from every number to its rows."""

import datetime
import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.web.conftest import DATABASES
from tests.web.html import Page
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

PAGE = "conferences/C1/"


@pytest.fixture(autouse=True)
def conference(in_tenant: None) -> object:
    return factories.PlanionContainerFactory(code="C1", name="Congress", timezone="Europe/Berlin")


def links(html: str) -> list[str]:
    return [unescape(attrs.get("href") or "") for attrs in Page(html).all("a")]


def text(html: str) -> str:
    return " ".join(" ".join(Page(html).text).split())


def test_empty_conference_has_no_charts_and_no_worries(look: Look) -> None:
    page = look(PAGE)
    assert "every check is passed" in page
    assert '<svg class="bar"' not in page
    assert "New registrations" not in page


def test_registrations_are_drawn_and_each_number_leads_to_its_rows(look: Look) -> None:
    swede = factories.PeopleFactory(country="Sweden").pid
    for day in (1, 1, 2):
        moment = datetime.datetime(2024, 12, day, 12, tzinfo=datetime.UTC)
        factories.RegistrationFactory(
            conference_code="C1", pid=swede, category="Student", registered_at=moment
        )
    factories.RegistrationFactory(conference_code="C1", pid=swede, category=None, registered_at=None)
    page = look(PAGE)
    base = "/TESTCLIENT/registrations/?conference=C1"
    for query in (
        "&category=Student",
        "&category=none",
        "&country=Sweden",
        "&status=confirmed",
        "&since=2024-12-01&until=2024-12-01",
    ):
        assert base + query in links(page), query
    assert "New registrations a day" in page
    assert "1 more has no date" in text(page)
    assert base + "&since=none" in links(page)
    assert "<rect" in page


def test_abstracts_are_drawn_by_track_and_status(look: Look) -> None:
    for status in ("accepted", "accepted", "rejected"):
        factories.AbstractFactory(conference_code="C1", track="Q&A / more", status=status)
    page = look(PAGE)
    base = "/TESTCLIENT/abstracts/?conference=C1"
    assert f"{base}&track=Q%26A+%2F+more&status=accepted" in links(page)
    assert f"{base}&track=Q%26A+%2F+more" in links(page)
    assert f"{base}&status=rejected" in links(page)
    assert 'class="good"' in page


def test_number_is_that_of_the_rows_its_link_shows(look: Look, viewer: Client) -> None:
    for track, status in [("Methods", "accepted"), ("Methods", "rejected"), ("Theory", "accepted")]:
        factories.AbstractFactory(conference_code="C1", track=track, status=status, title=f"{track} {status}")
    (address,) = {each for each in links(look(PAGE)) if "track=Methods" in each and "status=accepted" in each}
    rows = viewer.get(address).text
    assert "Methods accepted" in rows
    assert "Methods rejected" not in rows


@pytest.mark.parametrize(("zone", "expected"), [("Europe/Berlin", 1), ("UTC", 2)])
def test_column_of_a_day_leads_to_those_who_registered_on_it(
    zone: str, expected: int, look: Look, viewer: Client
) -> None:
    factories.PlanionContainerFactory(code="Z", timezone=zone)
    for hour, name in ((12, "Ada"), (23, "Grace")):
        moment = datetime.datetime(2024, 12, 1, hour, 30, tzinfo=datetime.UTC)
        pid = factories.PeopleFactory(first_name=name, last_name="Found").pid
        factories.RegistrationFactory(conference_code="Z", pid=pid, registered_at=moment)
    (address, *_) = [each for each in links(look("conferences/Z/")) if "since=2024-12-01" in each]
    assert viewer.get(address).text.count("Found</a>") == expected


NUMBER = re.compile(
    r'<a (?:class="strong" )?href="(/TESTCLIENT/(?:registrations|abstracts|sessions)/[^"]*)">(\d+)</a>'
)
TOTAL = re.compile(r'<p class="total">\D*(\d+)')


def test_every_number_is_the_total_of_the_list_that_it_leads_to(look: Look, viewer: Client) -> None:
    swede, dane, lost = (factories.PeopleFactory(country=name).pid for name in ("Sweden", "DENMARK ", None))
    moments = [factories.MORNING + datetime.timedelta(hours=13 * number) for number in range(6)]
    for number, moment in enumerate(moments):
        factories.RegistrationFactory(
            conference_code="C1",
            pid=(swede, dane, lost)[number % 3],
            category=("Student", "student ", None)[number % 3],
            status=("confirmed", "cancelled", "")[number % 3],
            registered_at=moment,
        )
        factories.AbstractFactory(
            conference_code="C1",
            track=("Methods", "METHODS", None, "Q&A / più")[number % 4],
            status=("accepted", None, "rejected")[number % 3],
        )
    rooms = [factories.RoomFactory(conference_code="C1"), None]
    for number, moment in enumerate(moments):
        factories.SessionFactory(conference_code="C1", room=rooms[number % 2], day=None, start=moment)
    found = NUMBER.findall(look(PAGE))
    assert len(found) > 25
    for address, number in found:
        rows = viewer.get(unescape(address)).text
        assert TOTAL.search(rows)[1] == number, address


def test_sessions_are_drawn_by_day_and_room(look: Look) -> None:
    room = factories.RoomFactory(conference_code="C1", name="Saal 1")
    for _ in range(3):
        factories.SessionFactory(conference_code="C1", room=room)
    page = look(PAGE)
    assert "/TESTCLIENT/conferences/C1/?day=2024-12-27#programme" in links(page)
    assert "Saal 1" in page


def test_more_rooms_than_fit_are_behind_a_more(look: Look) -> None:
    for number in range(12):
        room = factories.RoomFactory(conference_code="C1", name=f"Room {number}")
        factories.SessionFactory(conference_code="C1", room=room)
    assert "4 more" in text(look(PAGE))


def test_worries_are_told_with_their_number(look: Look) -> None:
    for _ in range(3):
        factories.RegistrationFactory(conference_code="C1", paid=False)
    page = look(PAGE)
    assert "/TESTCLIENT/conferences/C1/attention/?kind=unpaid" in links(page)
    assert "3 Registrations unpaid" in text(page)


def test_programme_alone_is_shown_where_a_part_of_it_is_asked_for(look: Look) -> None:
    factories.SessionFactory(conference_code="C1")
    page = look(PAGE, day="2024-12-27")
    assert "Wants attention" not in page
    assert "Programme" in page


def test_code_with_odd_characters_keeps_its_links(look: Look) -> None:
    factories.PlanionContainerFactory(code="A/B&C")
    factories.AbstractFactory(conference_code="A/B&C", status="accepted")
    page = look("conferences/A/B&C/")
    assert "/TESTCLIENT/abstracts/?conference=A%2FB%26C&status=accepted" in links(page)
    for part in ("attention", "grid", "print"):
        assert any(each.endswith(f"/{part}/") for each in links(page))
        look(f"conferences/A/B&C/{part}/")


def test_next_conference_tells_its_worries_on_the_first_page(look: Look) -> None:
    assert "Wants attention" not in look()
    factories.PlanionContainerFactory(code="SOON", date=timezone.now().date() + datetime.timedelta(3))
    factories.RegistrationFactory(conference_code="SOON", paid=False)
    assert "/TESTCLIENT/conferences/SOON/attention/?kind=unpaid" in links(look())
