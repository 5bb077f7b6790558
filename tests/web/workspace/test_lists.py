"""Filters, paging and empty states of the lists."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

LISTS = ("conferences/", "people/", "abstracts/", "sessions/", "registrations/")


@pytest.mark.parametrize("path", LISTS)
def test_empty_list_says_what_will_be_here(path: str, look: Look) -> None:
    page = look(path)
    assert "yet</h2>" in page
    assert "<table" not in page


@pytest.mark.parametrize("path", LISTS)
def test_filter_without_a_match_offers_everything(path: str, look: Look) -> None:
    page = look(path, q="zzz")
    assert "Nothing matches" in page
    assert 'href="?">' in page
    assert 'value="zzz"' in page


@pytest.mark.parametrize("path", [*LISTS, "conferences/38C3/"])
def test_any_text_may_be_typed_anywhere(path: str, look: Look) -> None:
    factories.PlanionContainerFactory(code="38C3")
    factories.RegistrationFactory()
    names = ("q", "conference", "status", "page", "day", "room", "by", "track", "country", "mail", "public")
    names += ("presenter", "chair", "paid", "sort", "columns", "after", "before")
    for nonsense in ("日本 🎉", "%_\\'\";--", "\0x", "x" * 5000, "a b c d e f g h i j k l", "<b>"):
        look(path, **dict.fromkeys(names, nonsense))
        look(path, q=nonsense)


def test_overview_counts_everything(look: Look) -> None:
    factories.SessionPersonFactory.create_batch(3)
    factories.RegistrationFactory(pid=1, conference_code="X")
    page = look()
    for label, number in [
        ("Conferences", 3),
        ("People", 3),
        ("Sessions", 3),
        ("Abstracts", 0),
        ("Registrations", 1),
    ]:
        assert f"<strong>{number}</strong><span>{label}</span>" in page


def test_overview_shows_the_next_conference_before_the_last(look: Look) -> None:
    today = timezone.now().date()
    days = {"Past": -400, "Running": -1, "Later": 300, "Soon": 30}
    for name, offset in days.items():
        factories.PlanionContainerFactory(name=name, date=today + datetime.timedelta(offset))
    factories.PlanionContainerFactory(name="Undated", date=None)
    page = look()
    assert [page.index(f">{name}</a>") for name in ("Running", "Soon", "Later", "Past", "Undated")] == sorted(
        page.index(f">{name}</a>") for name in (*days, "Undated")
    )


def test_overview_of_an_empty_tenant_says_how_to_begin(look: Look) -> None:
    assert "No conference yet" in look()


def test_people_are_found_by_all_their_words(look: Look) -> None:
    factories.PeopleFactory(first_name="Ada", last_name="Lovelace", organisation="Engines", email="a@x.org")
    factories.PeopleFactory(first_name="Ada", last_name="Byron", organisation="Poets", email="b@x.org")
    for words, found in {
        "ada": 2,
        "LOVELACE ada": 1,
        "ada poets": 1,
        "b@x.org": 1,
        "engines byron": 0,
        "%": 0,
        "_": 0,
    }.items():
        assert look("people/", q=words).count('class="strong"') == found, words


def test_person_is_found_by_number(look: Look) -> None:
    factories.PeopleFactory(pid=123823, first_name="Sarah", email=None)
    factories.PeopleFactory(first_name="Other")
    page = look("people/", q="123823")
    assert "Sarah" in page
    assert "Other" not in page


def test_people_of_a_conference_are_speakers_authors_and_registered(look: Look) -> None:
    names = ("Speaker", "Author", "Guest", "Nobody")
    people = {name: factories.PeopleFactory(first_name=name) for name in names}
    session = factories.SessionFactory(conference_code="38C3")
    factories.SessionPersonFactory(session=session, pid=people["Speaker"].pid)
    factories.AbstractAuthorsFactory(pid=people["Author"].pid, abstract__conference_code="38C3")
    factories.RegistrationFactory(pid=people["Guest"].pid, conference_code="38C3")
    factories.RegistrationFactory(pid=people["Nobody"].pid, conference_code="OTHER")
    page = look("people/", conference="38C3")
    assert [name in page for name in names] == [True, True, True, False]


def test_conference_filter_knows_no_case_and_no_blanks(look: Look) -> None:
    factories.PlanionContainerFactory(code="38C3")
    factories.AbstractFactory(conference_code="38C3", title="Found")
    assert "Found" in look("abstracts/", conference=" 38C3 ")


def test_abstracts_are_filtered_by_conference_status_and_text(look: Look) -> None:
    factories.PlanionContainerFactory(code="38C3")
    factories.AbstractFactory(title="Alpha", conference_code="38C3", status="accepted")
    factories.AbstractFactory(title="Beta", conference_code="38C3", status="rejected")
    factories.AbstractFactory(title="Gamma", status="accepted")
    for query, found in [
        ({"conference": "38C3"}, ["Alpha", "Beta"]),
        ({"status": "accepted"}, ["Alpha", "Gamma"]),
        ({"conference": "38C3", "status": "accepted", "q": "alp"}, ["Alpha"]),
    ]:
        page = look("abstracts/", **query)
        assert [name for name in ("Alpha", "Beta", "Gamma") if name in page] == found


def test_abstract_line_names_three_authors_and_counts_the_rest(look: Look) -> None:
    abstract = factories.AbstractFactory()
    for order in (5, 2, 4, 1, 3):
        person = factories.PeopleFactory(first_name=f"Author{order}", last_name="")
        factories.AbstractAuthorsFactory(abstract=abstract, pid=person.pid, order=order)
    page = look("abstracts/")
    assert "Author1, Author2, Author3" in page
    assert "+2" in page


def test_registrations_are_found_by_person(look: Look) -> None:
    ada = factories.PeopleFactory(first_name="Ada", last_name="Lovelace")
    factories.RegistrationFactory(pid=ada.pid, category="Speaker")
    factories.RegistrationFactory(pid=987654, category="Press")
    assert "Ada Lovelace" in look("registrations/", q="lovelace")
    assert "unknown person 987654" in look("registrations/", q="press")
    page = look("registrations/")
    assert "120.00" in page
    assert "EUR" in page


def test_viewer_may_open_the_data_pages_from_every_page(viewer: Client) -> None:
    assert 'href="/TESTCLIENT/admin/"' in viewer.get("/TESTCLIENT/people/").text
