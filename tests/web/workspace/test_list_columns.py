"""Columns, order and filters of the lists: chosen in the address, shown on the page."""

import datetime
import re

import pytest

from tests import factories
from tests.web.conftest import DATABASES
from tests.web.html import Page
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]


def heads(page: str) -> list[str]:
    return [
        re.sub(r"<[^>]*>|[↑↓]", "", head).strip() for head in re.findall(r"<th scope=\"col\".*?</th>", page)
    ]


def leads(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><\w+ class="strong"[^>]*>([^<]*)<', page)


def test_columns_stand_as_chosen_and_the_name_always(look: Look) -> None:
    factories.PeopleFactory(city="Umeå")
    assert heads(look("people/", columns="city,phone")) == ["Name", "Phone", "City"]
    assert "Umeå" in look("people/", columns=["city", "phone"])
    assert heads(look("people/", columns="nonsense")) == heads(look("people/"))


def test_chooser_ticks_what_is_shown(look: Look) -> None:
    factories.PeopleFactory()
    ticks = [
        tag for tag in Page(look("people/", columns="city")).all("input") if tag.get("name") == "columns"
    ]
    assert [tag["value"] for tag in ticks if "checked" in tag] == ["name", "city"]


def test_head_sorts_and_says_how_it_is_sorted(look: Look) -> None:
    for city in ("B", "C", "A"):
        factories.PeopleFactory(first_name=city, last_name="", city=city)
    page = look("people/", columns="city", sort="-city")
    assert leads(page) == ["C", "B", "A"]
    assert (
        '<th scope="col" aria-sort="descending"><a class="sorter" href="?columns=city&amp;sort=city">' in page
    )
    assert leads(look("people/", sort="city")) == ["A", "B", "C"]


def test_article_is_no_order(look: Look) -> None:
    for name in ("B", "A"):
        factories.PeopleFactory(first_name="", last_name=name, biography=name)
    assert leads(look("people/", sort="-biography", columns="biography")) == ["A", "B"]


def test_times_are_told_in_the_conference_s_zone_or_in_utc(look: Look) -> None:
    factories.PlanionContainerFactory(code="38C3", timezone="Europe/Berlin")
    factories.SessionFactory(conference_code="38C3", title="Talk")
    page = look("sessions/", conference="38C3")
    assert "Start (Europe/Berlin)" in heads(page)
    assert "27 Dec 2024, 11:00" in page
    page = look("sessions/")
    assert "Start (UTC)" in heads(page)
    assert "27 Dec 2024, 10:00" in page


def test_custom_field_is_a_column_and_a_filter(look: Look) -> None:
    field = factories.CstmFldsFactory(key="diet", label="Diet", type="choice", choices="Vegan\nMeat")
    for name, answer in (("Ada", "Vegan"), ("Bob", "Meat"), ("Cyd", None)):
        person = factories.PeopleFactory(first_name=name, last_name="")
        if answer:
            factories.CstmValsFactory(field=field, row_key=str(person.pid), value=answer)
    page = look("people/", columns="custom.diet")
    assert heads(page) == ["Name", "Diet"]
    assert re.findall(r'data-label="Diet">(?:<span>)?([^<\n]*)', page) == ["Vegan", "Meat", ""]
    assert leads(look("people/", **{"custom.diet": "vegan"})) == ["Ada"]


def test_answers_of_other_entities_and_switched_off_fields_are_no_columns(look: Look) -> None:
    factories.PeopleFactory()
    factories.CstmFldsFactory(label="Off", active=False)
    factories.CstmFldsFactory(label="About abstracts", entity="abstract")
    page = look("people/")
    assert "Off" not in page
    assert "About abstracts" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"country": "sweden"}, ["Swede"]),
        ({"country": "none"}, ["Nobody"]),
        ({"mail": "none"}, ["Nobody"]),
        ({"mail": "some"}, ["Public", "Swede"]),
        ({"public": "yes"}, ["Public"]),
        ({"public": "no"}, ["Nobody", "Swede"]),
        ({"public": "perhaps"}, ["Nobody", "Public", "Swede"]),
    ],
)
def test_people_are_filtered(query: dict[str, str], found: list[str], look: Look) -> None:
    factories.PeopleFactory(first_name="", last_name="Swede", country="Sweden", public=None)
    factories.PeopleFactory(first_name="", last_name="Public", country="Norway", public=True)
    factories.PeopleFactory(first_name="", last_name="Nobody", country=None, email="", public=False)
    assert leads(look("people/", **query)) == found


def test_sessions_are_filtered(look: Look) -> None:
    factories.PlanionContainerFactory(code="38C3", timezone="Europe/Berlin")
    room = factories.RoomFactory(conference_code="38C3", name="Saal 1")
    both = factories.SessionFactory(conference_code="38C3", title="Both", room=room, track="Art")
    late = datetime.datetime(2024, 12, 27, 23, 30, tzinfo=datetime.UTC)
    factories.SessionFactory(conference_code="38C3", title="Late", room=None, day=None, start=late)
    factories.SessionFactory(title="Elsewhere")
    factories.SessionPersonFactory(session=both, role="chair")
    for query, found in [
        ({}, ["Both", "Elsewhere", "Late"]),
        ({"conference": "38C3", "room": str(room.id)}, ["Both"]),
        ({"conference": "38C3", "room": "none"}, ["Late"]),
        ({"conference": "38C3", "day": "2024-12-28"}, ["Late"]),
        ({"track": "art"}, ["Both"]),
        ({"chair": "none"}, ["Elsewhere", "Late"]),
        ({"chair": "some"}, ["Both"]),
        ({"people": "none", "conference": "38C3"}, ["Late"]),
        ({"speaker": "none", "q": "both"}, ["Both"]),
    ]:
        assert sorted(leads(look("sessions/", **query))) == found, query


def test_session_leads_to_its_place_in_the_programme(look: Look) -> None:
    factories.PlanionContainerFactory(code="38C3")
    session = factories.SessionFactory(conference_code="38C3")
    factories.SessionFactory(conference_code="GONE", title="Lost")
    page = look("sessions/")
    assert f'href="/TESTCLIENT/conferences/38C3/?day=2024-12-27#session-{session.id}"' in page
    assert '<span class="strong">Lost</span>' in page


def test_abstracts_and_registrations_are_filtered(look: Look) -> None:
    person = factories.PeopleFactory(country="Norway", first_name="Nora", last_name="")
    factories.AbstractFactory(title="With", presenter_pid=person.pid, track="Art")
    factories.AbstractFactory(title="Without", presenter_pid=None, status=None)
    factories.AbstractFactory(title="Gone", presenter_pid=987654, type="Poster")
    for query, found in [
        ({"presenter": "some"}, ["With"]),
        ({"presenter": "none"}, ["Without", "Gone"]),
        ({"track": "Art"}, ["With"]),
        ({"status": "none"}, ["Without"]),
        ({"type": "poster"}, ["Gone"]),
    ]:
        assert leads(look("abstracts/", sort="id", **query)) == found, query
    factories.RegistrationFactory(pid=person.pid, paid=None, category="Press")
    factories.RegistrationFactory(paid=True, cancelled_at=factories.MORNING)
    for query, found in [
        ({"paid": "no"}, ["Nora"]),
        ({"category": "press"}, ["Nora"]),
        ({"country": "norway"}, ["Nora"]),
        ({"cancelled": "no"}, ["Nora"]),
    ]:
        assert leads(look("registrations/", **query)) == found, query
    assert leads(look("registrations/", cancelled="yes")) != ["Nora"]
