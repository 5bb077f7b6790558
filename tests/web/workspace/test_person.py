"""One person's page."""

import datetime

import pytest

from poseidon.models import People
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]


@pytest.fixture
def ada(in_tenant: None) -> People:
    return factories.PeopleFactory(pid=123, first_name="Ada", last_name="Lovelace")


def test_roles_show_time_in_the_zone_of_their_conference(ada: People, look: Look) -> None:
    factories.PlanionContainerFactory(code="NYC", timezone="America/New_York")
    session = factories.SessionFactory(conference_code="NYC", title="Keynote", room__name="Aula")
    factories.SessionPersonFactory(session=session, pid=123, role="moderator")
    page = look("people/123/")
    for part in ("Keynote", "moderator", "Aula", "27 Dec 2024, 05:00–06:00", "America/New_York"):
        assert part in page, part
    assert f'href="/TESTCLIENT/conferences/NYC/?day=2024-12-27#session-{session.id}"' in page


def test_link_to_a_session_leads_to_its_day(ada: People, look: Look) -> None:
    factories.PlanionContainerFactory(code="38C3")
    late = datetime.datetime(2024, 12, 28, 23, 30, tzinfo=datetime.UTC)
    session = factories.SessionFactory(conference_code="38C3", day=None, start=late)
    factories.SessionPersonFactory(session=session, pid=123)
    address = f"conferences/38C3/?day=2024-12-29#session-{session.id}"
    assert address in look("people/123/")
    assert f'id="session-{session.id}"' in look("conferences/38C3/", day="2024-12-29")


def test_abstracts_show_the_place_among_the_authors(ada: People, look: Look) -> None:
    abstract = factories.AbstractFactory(title="On engines", number="P042", status="accepted")
    for order, pid in [(30, 123), (10, 900), (20, 901)]:
        factories.AbstractAuthorsFactory(abstract=abstract, pid=pid, order=order, presenting=pid == 123)
    page = look("people/123/")
    for part in ("On engines", "P042", "accepted", "3 of 3", "presents"):
        assert part in page, part


def test_presenter_who_is_no_author_has_the_abstract_too(ada: People, look: Look) -> None:
    factories.AbstractFactory(title="Read by another", presenter_pid=123)
    page = look("people/123/")
    assert "Read by another" in page
    assert "presents" in page
    assert " of 0" not in page


def test_registrations_and_custom_fields_are_shown(ada: People, look: Look) -> None:
    factories.RegistrationFactory(pid=123, category="Student", amount="45.50", currency="SEK")
    for label, visibility in [
        ("Diet", "staff"),
        ("Pronouns", "public"),
        ("Allergies", "person"),
        ("Odd", None),
    ]:
        factories.CstmValsFactory(
            row_key="123", field__label=label, field__visibility=visibility, value=label * 2
        )
    factories.CstmValsFactory(row_key="123", field__label="Switched off", field__active=False)
    factories.CstmValsFactory(row_key="123", field__label="Of sessions", field__entity="session")
    factories.CstmValsFactory(row_key="999", field__label="Of somebody else")
    page = look("people/123/")
    for part in ("Student", "45.50 SEK", "DietDiet", "staff only", "staff and person"):
        assert part in page, part
    assert page.count("staff only") == 2  # what is not said is private
    for part in ("Switched off", "Of sessions", "Of somebody else"):
        assert part not in page, part


def test_person_of_whom_nothing_is_known_has_a_page(look: Look) -> None:
    blank = dict.fromkeys(("first_name", "last_name", "organisation", "email", "country"))
    factories.PeopleFactory(pid=5, **blank)
    factories.PeopleFactory(pid=6, **dict.fromkeys(blank, "  "))
    for pid in (5, 6):
        assert f"<h1>Person {pid}</h1>" in look(f"people/{pid}/")
    assert "Person 5" in look("people/")


def test_lost_references_break_nothing(ada: People, look: Look) -> None:
    factories.SessionPersonFactory(session=None, session_id=987654, pid=123)
    factories.SessionPersonFactory(session__conference_code="GONE", session__room=None, pid=123)
    factories.AbstractAuthorsFactory(abstract=None, abstract_id=987654, pid=123)
    factories.AbstractAuthorsFactory(abstract__conference_code=None, pid=123, order=None)
    factories.RegistrationFactory(pid=123, conference_code="GONE", amount=None, currency=None)
    factories.CstmValsFactory(field=None, field_id=987654, row_key="123")
    page = look("people/123/")
    assert '<span class="lost">GONE</span>' in page
    assert "UTC" in page


@pytest.mark.parametrize(
    ("photo", "shown"),
    [
        ("https://pics.example/a.jpg", True),
        ("http://pics.example/a.jpg", False),
        ("javascript:x", False),
        ("", False),
    ],
)
def test_only_encrypted_pictures_are_loaded(photo: str, shown: bool, ada: People, look: Look) -> None:
    People.objects.update(photo=photo)
    page = look("people/123/")
    assert ('referrerpolicy="no-referrer"' in page) is shown
    assert (">AL</span>" in page) is not shown


def test_registration_is_of_the_day_that_the_conferences_clock_said(ada: People, look: Look) -> None:
    factories.PlanionContainerFactory(code="C1", timezone="Europe/Berlin")
    late = datetime.datetime(2024, 12, 1, 23, 30, tzinfo=datetime.UTC)
    for code in ("C1", "GONE"):
        factories.RegistrationFactory(conference_code=code, pid=123, registered_at=late)
    page = look("people/123/")
    assert "2 Dec 2024" in page  # as the conference's chart counts it
    assert "1 Dec 2024" in page
