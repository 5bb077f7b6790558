"""What wants attention: every kind has a page, and every row a link to where it is mended."""

import datetime
from html import unescape

import pytest
from django.test import Client

from poseidon.web.workspace.attention_kinds import KINDS
from tests import factories
from tests.web.conftest import DATABASES, CountQueries, Counts, SignIn
from tests.web.html import Page, problems_of
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

PAGE = "conferences/C1/attention/"


@pytest.fixture(autouse=True)
def conference(in_tenant: None) -> object:
    return factories.PlanionContainerFactory(code="C1", timezone="Europe/Berlin")


def links(html: str) -> list[str]:
    return [unescape(attrs.get("href") or "") for attrs in Page(html).all("a")]


def session(**values: object) -> object:
    return factories.SessionFactory(**{"conference_code": "C1", **values})


def test_check_that_is_passed_says_so(look: Look) -> None:
    assert [kind.key for kind in KINDS if "All is well" not in look(PAGE, kind=kind.key)] == []


def test_person_in_two_places_is_linked_with_both_sessions(look: Look) -> None:
    pid = factories.PeopleFactory(first_name="Grace").pid
    sessions = [
        session(title="Alpha talk"),
        session(title="Beta talk", start=factories.MORNING + datetime.timedelta(minutes=30)),
    ]
    for each in sessions:
        factories.SessionPersonFactory(session=each, pid=pid)
    page = look(PAGE)
    assert f"/TESTCLIENT/people/{pid}/" in links(page)
    for each in sessions:
        assert f"/TESTCLIENT/conferences/C1/?day=2024-12-27#session-{each.id}" in links(page)
    assert "Fri 27 Dec, 11:30" in page
    assert "times in Europe/Berlin" in page


def test_room_with_two_sessions_is_told(look: Look) -> None:
    room = factories.RoomFactory(conference_code="C1", name="Saal 1")
    session(room=room, title="Alpha talk")
    session(room=room, title="Beta talk")
    page = look(PAGE)
    assert "Saal 1" in page
    assert page.index("Alpha talk") < page.index("Beta talk")


def test_clash_of_a_person_who_is_gone_is_told(look: Look) -> None:
    for _ in range(2):
        factories.SessionPersonFactory(session=session(), pid=987654)
    assert "unknown person 987654" in look(PAGE)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("no-room", {"room": None}),
        ("no-time", {"start": None, "end": None}),
        ("no-time", {"start": None, "end": factories.MORNING}),
        ("wrong-end", {"end": factories.MORNING}),
    ],
)
def test_session_that_lacks_something_is_linked(kind: str, values: dict[str, object], look: Look) -> None:
    broken = session(**values)
    found = look(PAGE, kind=kind)
    assert f"/TESTCLIENT/conferences/C1/?day=2024-12-27#session-{broken.id}" in links(found)


def test_session_without_chair_is_linked(look: Look) -> None:
    factories.SessionPersonFactory(session=session(type="Panel"), role="chair")
    missing = session(type="Panel")
    assert any(each.endswith(f"#session-{missing.id}") for each in links(look(PAGE, kind="no-chair")))


def test_abstract_person_and_registration_are_linked(look: Look) -> None:
    person = factories.PeopleFactory(email=None)
    abstract = factories.AbstractFactory(conference_code="C1", presenter_pid=None)
    factories.AbstractAuthorsFactory(abstract=abstract, pid=person.pid)
    factories.RegistrationFactory(conference_code="C1", pid=person.pid, paid=False)
    factories.RegistrationFactory(conference_code="C1", pid=987654, paid=False)
    assert f"/TESTCLIENT/abstracts/{abstract.id}/" in links(look(PAGE, kind="no-presenter"))
    for kind in ("no-mail", "unpaid"):
        assert f"/TESTCLIENT/people/{person.pid}/" in links(look(PAGE, kind=kind)), kind
    assert "unknown person 987654" in look(PAGE, kind="unpaid")


def test_first_kind_with_rows_is_shown_unless_one_is_asked_for(look: Look) -> None:
    factories.RegistrationFactory(conference_code="C1", paid=False)
    for kind in ("", "nonsense", "unpaid"):
        assert "Neither paid" in look(PAGE, kind=kind)
    assert "Neither paid" not in look(PAGE, kind="no-mail")


def test_many_rows_are_shown_page_by_page(look: Look) -> None:
    for number in range(60):
        session(room=None, title=f"Talk {number:02}.")
    first, second = look(PAGE, kind="no-room"), look(PAGE, kind="no-room", page=2)
    assert "Talk 49." in first
    assert "Talk 50." not in first
    assert "Talk 50." in second


@pytest.mark.parametrize("part", ["attention", "grid", "print"])
def test_conference_that_is_not_there_is_404(part: str, viewer: Client) -> None:
    assert viewer.get(f"/TESTCLIENT/conferences/NOPE/{part}/").status_code == 404


def test_one_row_and_five_take_the_same_queries(viewer: Client, count_queries: CountQueries) -> None:
    viewer.get(f"/TESTCLIENT/{PAGE}")  # what is known for a minute is asked
    seen: dict[str, list[Counts]] = {kind.key: [] for kind in KINDS}
    for more in (1, 4):
        for _ in range(more):
            _add_one_of_each()
        for kind, counted in seen.items():
            with count_queries() as counts:
                assert viewer.get(f"/TESTCLIENT/{PAGE}", {"kind": kind}).status_code == 200, kind
            counted.append(counts)
    assert {kind: counted for kind, counted in seen.items() if counted[0] != counted[1]} == {}
    assert {kind: one for kind, (one, _) in seen.items() if one["TESTCLIENT"] > 15} == {}
    assert {kind for kind, (one, _) in seen.items() if one["OTHERCLIENT"]} == set()


def _add_one_of_each() -> None:
    """A row of every kind of concern."""
    room, pid = factories.RoomFactory(conference_code="C1"), factories.PeopleFactory(email=None).pid
    sessions = [session(room=room, type="Panel") for _ in range(2)] + [session(room=None, type="Panel")]
    for each in sessions:
        factories.SessionPersonFactory(session=each, pid=pid)
    factories.SessionPersonFactory(session=sessions[0], role="chair")
    session(start=None, end=None)
    session(end=factories.MORNING)
    abstract = factories.AbstractFactory(conference_code="C1", presenter_pid=None)
    factories.AbstractAuthorsFactory(abstract=abstract, pid=pid)
    factories.RegistrationFactory(conference_code="C1", pid=pid, paid=False)


def test_rows_can_be_edited_from_here_by_who_may(look: Look, client_of: SignIn) -> None:
    without_time = session(start=None, end=None)
    person = factories.PeopleFactory(email=None)
    registration = factories.RegistrationFactory(pid=person.pid, conference_code="C1", paid=False)
    abstract = factories.AbstractFactory(conference_code="C1")
    edited = {
        "no-time": f"/TESTCLIENT/sessions/{without_time.id}/edit/",
        "no-mail": f"/TESTCLIENT/people/{person.pid}/edit/",
        "unpaid": f"/TESTCLIENT/registrations/{registration.id}/edit/",
        "no-presenter": f"/TESTCLIENT/abstracts/{abstract.id}/edit/",
    }
    editor = client_of("editor")
    for kind, address in edited.items():
        page = editor.get(f"/TESTCLIENT/{PAGE}", {"kind": kind}).text
        assert problems_of(page) == []
        assert address in links(page)
        assert address not in links(look(PAGE, kind=kind))
