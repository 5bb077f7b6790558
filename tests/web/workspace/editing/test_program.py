"""Editing sessions, rooms, conferences and registrations."""

import datetime as dt

import pytest

from poseidon.models import PlanionContainer, Registration, Room, Session, SessionAbstract, SessionPerson
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.editing.conftest import Open, Send

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]


@pytest.fixture
def session() -> Session:
    factories.PlanionContainerFactory(code="38C3", timezone="Europe/Berlin")
    return factories.SessionFactory(conference_code="38C3")


def test_times_are_shown_and_entered_in_the_conference_s_zone(
    session: Session, open_form: Open, send: Send
) -> None:
    path = f"sessions/{session.id}/edit/"
    page = open_form(path)
    assert 'value="2024-12-27T11:00"' in page  # 10:00 UTC
    answer = send(path, page, end="2024-12-27T13:30")
    assert answer["Location"].endswith(f"/conferences/38C3/?day=2024-12-27#session-{session.id}")
    session.refresh_from_db()
    assert (session.start, session.end) == (
        factories.MORNING,
        dt.datetime(2024, 12, 27, 12, 30, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize("start", [dt.datetime(9999, 12, 31, 23, 59, tzinfo=dt.UTC), None])
def test_odd_times_stay_untouched(
    start: dt.datetime | None, session: Session, open_form: Open, send: Send
) -> None:
    Session.objects.filter(id=session.id).update(start=start, end=start)
    path = f"sessions/{session.id}/edit/"
    assert send(path, open_form(path), title="Other").status_code == 302
    session.refresh_from_db()
    assert (session.title, session.start) == ("Other", start)


def test_hour_that_the_clocks_skip_is_refused(session: Session, open_form: Open, send: Send) -> None:
    path = f"sessions/{session.id}/edit/"
    answer = send(path, open_form(path), start="2025-03-30T02:30")
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.text


def test_session_that_ends_before_it_begins_is_refused(session: Session, open_form: Open, send: Send) -> None:
    path = f"sessions/{session.id}/edit/"
    assert "ends before it begins" in send(path, open_form(path), end="2024-12-27T10:30").text


def test_room_is_one_of_the_conference_s(session: Session, open_form: Open, send: Send) -> None:
    room, other = factories.RoomFactory(conference_code="38C3"), factories.RoomFactory()
    path = f"sessions/{session.id}/edit/"
    assert send(path, open_form(path), room_id=str(other.id)).status_code == 200
    assert send(path, open_form(path), room_id=str(room.id)).status_code == 302
    session.refresh_from_db()
    assert session.room_id == room.id


def test_lost_room_may_stay(session: Session, open_form: Open, send: Send) -> None:
    Session.objects.filter(id=session.id).update(room_id=987654)
    path = f"sessions/{session.id}/edit/"
    assert send(path, open_form(path), title="Other").status_code == 302
    session.refresh_from_db()
    assert session.room_id == 987654


def test_people_and_abstracts_of_a_session(session: Session, open_form: Open, send: Send) -> None:
    chair = factories.PeopleFactory()
    abstract = factories.AbstractFactory(conference_code="38C3", number="P777")
    speaker = factories.SessionPersonFactory(session=session, role="Chairman?")
    path = f"sessions/{session.id}/edit/"
    answer = send(
        path,
        open_form(path),
        people__new0__pid=str(chair.pid),
        people__new0__role="chair",
        abstracts__new0__abstract_id="P777",
    )
    assert answer.status_code == 302
    roles = SessionPerson.objects.filter(session=session).order_by("order")
    assert [(role.pid, role.role) for role in roles] == [(speaker.pid, "Chairman?"), (chair.pid, "chair")]
    assert SessionAbstract.objects.get(session=session).abstract_id == abstract.id


def test_session_goes_with_its_lines(session: Session, open_form: Open, send: Send) -> None:
    factories.SessionPersonFactory(session=session)
    path = f"sessions/{session.id}/delete/"
    assert send(path, open_form(path)).status_code == 302
    assert not Session.objects.exists()
    assert not SessionPerson.objects.exists()


def test_room_with_sessions_stays(session: Session, open_form: Open, send: Send) -> None:
    assert "1 session" in open_form(f"rooms/{session.room_id}/delete/")
    path = f"rooms/{session.room_id}/edit/"
    send(path, open_form(path), capacity="12")
    assert Room.objects.get(id=session.room_id).capacity == 12
    assert send(path, open_form(path), capacity="99999999999999999999").status_code == 200


def test_session_and_room_are_added(session: Session, open_form: Open, send: Send) -> None:
    for kind in ("sessions", "rooms"):
        path = f"{kind}/add/?conference=38C3"
        field = {"sessions": {"title": "New"}, "rooms": {"name": "New"}}[kind]
        assert send(path, open_form(path), **field).status_code == 302
    assert Session.objects.get(title="New").conference_code == "38C3"
    assert Room.objects.get(name="New").conference_code == "38C3"


# -- conferences


def test_conference_s_facts(session: Session, open_form: Open, send: Send) -> None:
    city = factories.CityFactory(cityid="HAM")
    path = "conferences/38C3/edit/"
    assert send(path, open_form(path), cityid="HAM", confattend="15000").status_code == 302
    conference = PlanionContainer.objects.get(code="38C3")
    assert (conference.cityid, int(conference.confattend)) == (city.cityid, 15000)
    for field, typed, told in (
        ("timezone", "Europe/Nowhere", "no such time zone"),
        ("confattend", "123456", "5 digits"),
        ("cityid", "XXX", "There is no city"),
        ("dateend", "2020-01-01", "ends before"),
        ("website", "38c3.example", "no web address"),
    ):
        assert told in send(path, open_form(path), **{field: typed}).text, field


@pytest.mark.mysql
def test_character_that_the_column_cannot_hold_is_told(session: Session, open_form: Open, send: Send) -> None:
    path = "conferences/38C3/edit/"
    assert "cannot hold “🎉”" in send(path, open_form(path), name="Party 🎉").text
    registration = factories.RegistrationFactory()
    path = f"registrations/{registration.id}/edit/"
    assert "cannot hold “日”" in send(path, open_form(path), category="日本").text


def test_conference_is_added_once(open_form: Open, send: Send) -> None:
    path = "conferences/add/"
    assert send(path, open_form(path), code="39C3", name="39th").status_code == 302
    conference = PlanionContainer.objects.get(code="39C3")
    assert (conference.name, conference.active, conference.public) == ("39th", True, False)
    assert "Another conference" in send(path, open_form(path), code="39c3").text
    assert "letters, digits" in send(path, open_form(path), code="a/b").text
    assert "required" in send(path, open_form(path), code="").text


def test_conference_that_is_used_stays(session: Session, open_form: Open) -> None:
    page = open_form("conferences/38C3/delete/")
    assert "1 session" in page
    assert "1 room" in page


# -- registrations


def test_registration_is_edited_and_added(session: Session, open_form: Open, send: Send) -> None:
    registration = factories.RegistrationFactory(conference_code="38C3")
    path = f"registrations/{registration.id}/edit/"
    assert send(path, open_form(path), amount="99.95", paid=None).status_code == 302
    registration.refresh_from_db()
    assert (str(registration.amount), registration.paid) == ("99.95", False)
    assert "Three letters" in send(path, open_form(path), currency="euro"[:3]).text
    assert "2 decimal places" in send(path, open_form(path), amount="1.234").text
    path = f"registrations/add/?conference=38C3&pid={registration.pid}"
    page = open_form(path)
    assert f"({registration.pid})" in page
    assert send(path, page, category="Press").status_code == 302
    assert Registration.objects.get(category="Press").pid == registration.pid


def test_rooms_lead_to_their_sessions(session: Session, open_form: Open) -> None:
    factories.RoomFactory(conference_code="38C3", name="Nobody's")
    page = open_form("conferences/38C3/rooms/")
    address = f"/TESTCLIENT/sessions/?conference=38C3&amp;room={session.room_id}"
    assert f'<a href="{address}">1</a>' in page
    assert page.count("/TESTCLIENT/sessions/?conference=38C3&amp;room=") == 1
