"""One abstract's page."""

import pytest

from poseidon.models import Abstract
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]


@pytest.fixture
def abstract(in_tenant: None) -> Abstract:
    factories.PlanionContainerFactory(code="38C3", name="38th Congress")
    return factories.AbstractFactory(id=42, conference_code="38C3", title="On engines")


def test_authors_stand_in_print_order_with_the_affiliation_as_printed(abstract: Abstract, look: Look) -> None:
    for name, order in [("Third", 3), ("First", 1), ("Last", None), ("Second", 2)]:
        person = factories.PeopleFactory(first_name=name, organisation="Organisation now")
        factories.AbstractAuthorsFactory(
            abstract=abstract, pid=person.pid, order=order, affiliation=f"{name} Institute, as printed"
        )
    page = look("abstracts/42/")
    places = [page.index(f"{name} Institute, as printed") for name in ("First", "Second", "Third", "Last")]
    assert places == sorted(places)
    assert "Organisation now" not in page


def test_session_is_shown_with_its_time(abstract: Abstract, look: Look) -> None:
    session = factories.SessionFactory(conference_code="38C3", title="Machines", room__name="Saal 1")
    factories.SessionAbstractFactory(session=session, abstract=abstract)
    page = look("abstracts/42/")
    for part in ("Machines", "27 Dec 2024, 11:00–12:00", "Europe/Berlin", "Saal 1", "38th Congress"):
        assert part in page, part
    assert f"/TESTCLIENT/conferences/38C3/?day=2024-12-27#session-{session.id}" in page


def test_paragraphs_of_the_text_are_kept(abstract: Abstract, look: Look) -> None:
    assert "<p>We describe an engine.</p>" in look("abstracts/42/")


def test_presenter_is_named(abstract: Abstract, look: Look) -> None:
    ada = factories.PeopleFactory(first_name="Ada", last_name="Presenter")
    Abstract.objects.update(presenter_pid=ada.pid)
    assert "Ada Presenter" in look("abstracts/42/")


def test_custom_fields_are_shown(abstract: Abstract, look: Look) -> None:
    factories.CstmValsFactory(
        row_key="42", field__entity="abstract", field__label="Award", value="Best poster"
    )
    page = look("abstracts/42/")
    assert "Award" in page
    assert "Best poster" in page


def test_abstract_of_which_nothing_is_known_has_a_page(look: Look) -> None:
    names = ("conference_code", "number", "title", "body", "track", "type", "status", "language")
    factories.AbstractFactory(id=7, **dict.fromkeys(names))
    factories.AbstractAuthorsFactory(abstract_id=7, abstract=None, pid=None, affiliation=None)
    factories.AbstractAuthorsFactory(abstract_id=7, abstract=None, pid=987654)
    factories.SessionAbstractFactory(abstract_id=7, abstract=None, session=None, session_id=987654)
    page = look("abstracts/7/")
    assert "Abstract 7" in page
    assert "unknown person 987654" in page
    assert "In no session." in page
    assert "No text." in page
