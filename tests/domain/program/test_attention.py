"""What wants attention in a programme."""

import datetime
from collections.abc import Callable, Iterator

import pytest

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.program import attention
from poseidon.domain.program.models import Session
from poseidon.domain.program.programme import Programme, programme_of
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])

Make = Callable[..., Session]


@pytest.fixture(autouse=True)
def conference() -> Iterator[PlanionContainer]:
    with tenant_context("TESTCLIENT"):
        yield factories.PlanionContainerFactory(code="38C3", timezone="Europe/Berlin")


def session(start: int = 10, length: float = 1, **values: object) -> Session:
    begins = datetime.datetime(2024, 12, 27, start, tzinfo=datetime.UTC)
    times = {"start": begins, "end": begins + datetime.timedelta(hours=length)}
    return factories.SessionFactory(**{"conference_code": "38C3", **times, **values})


def person_in(*sessions: Session, role: str = "speaker") -> int:
    pid: int = factories.PeopleFactory().pid
    for each in sessions:
        factories.SessionPersonFactory(session=each, pid=pid, role=role)
    return pid


@pytest.fixture
def programme(conference: PlanionContainer) -> Callable[[], Programme]:
    return lambda: programme_of(conference)


Read = Callable[[], Programme]


def test_type_with_chairs_misses_them_and_one_without_does_not(programme: Read) -> None:
    chaired, led, missing = session(type="Panel"), session(type="panel "), session(type="PANEL")
    session(type="lecture")
    person_in(chaired, role="Chair")
    person_in(led, role="moderator")
    person_in(missing, role="speaker")
    assert attention.without_chair(programme()) == [missing]


def test_one_chair_among_many_does_not_make_a_type_that_has_chairs(programme: Read) -> None:
    sessions = [session(type="lecture", room=None) for _ in range(11)]
    person_in(sessions[0], role="chair")
    assert attention.without_chair(programme()) == []
    sessions[1].delete()
    assert len(attention.without_chair(programme())) == 9


def test_chair_of_another_conference_does_not_count(programme: Read) -> None:
    person_in(session(conference_code="OTHER", type="panel"), role="chair")
    session(type="panel")
    assert attention.without_chair(programme()) == []


def test_session_lacks_a_room_or_a_time(programme: Read) -> None:
    roomless, lost = session(room=None), session(room=None, room_id=987654)
    session(room=None, type="break")
    timeless, endless = session(start=11, end=None), session(start=12, length=1)
    Session.objects.filter(id=timeless.id).update(start=None)
    Session.objects.filter(id=endless.id).update(end=None)
    found = programme()
    assert attention.without_room(found) == [roomless, lost]
    assert attention.without_time(found) == [timeless, endless]


def test_session_that_ends_before_or_when_it_starts(programme: Read) -> None:
    wrong = [session(length=-1), session(length=0)]
    session()
    assert attention.ending_before_start(programme()) == wrong


def test_room_is_taken_twice_where_sessions_share_time(programme: Read) -> None:
    room = factories.RoomFactory(conference_code="38C3")
    first, second, _ = (session(room=room), session(start=10, length=2, room=room), session(13, room=room))
    session()
    assert attention.room_clashes(programme()) == [(room, first, second)]


def test_sessions_without_a_room_share_none(programme: Read) -> None:
    session(room=None)
    session(room=None)
    assert attention.room_clashes(programme()) == []


def test_person_is_in_two_places_at_once(programme: Read) -> None:
    first, second, later = session(), session(length=2), session(start=13)
    pid = person_in(first, second, later)
    person_in(first, later)
    assert attention.person_clashes(programme()) == [(pid, first, second)]


def test_person_twice_in_one_room_is_in_one_place(programme: Read) -> None:
    room = factories.RoomFactory(conference_code="38C3")
    person_in(session(room=room), session(room=room))
    assert attention.person_clashes(programme()) == []


def test_person_with_two_roles_in_a_session_clashes_with_nobody(programme: Read) -> None:
    talk = session()
    pid = person_in(talk)
    factories.SessionPersonFactory(session=talk, pid=pid, role="chair")
    assert attention.person_clashes(programme()) == []


@pytest.mark.parametrize("how", ["presenter", "presenting author"])
def test_presenter_of_an_abstract_has_to_be_there_too(how: str, programme: Read) -> None:
    first, second = session(), session()
    pid = person_in(first)
    abstract = factories.AbstractFactory(
        conference_code="38C3", presenter_pid=pid if how == "presenter" else None
    )
    factories.SessionAbstractFactory(session=second, abstract=abstract)
    factories.AbstractAuthorsFactory(abstract=abstract)
    if how != "presenter":
        factories.AbstractAuthorsFactory(abstract=abstract, pid=pid, presenting=True)
    assert attention.person_clashes(programme()) == [(pid, first, second)]
    assert attention.sessions_of_clashes(attention.person_clashes(programme())) == {first.id, second.id}


def test_programme_takes_four_queries(
    conference: PlanionContainer, django_assert_num_queries: Callable[..., object]
) -> None:
    from django.db import connections

    for _ in range(3):
        person_in(session())
    with django_assert_num_queries(4, connection=connections["TESTCLIENT"]):
        found = programme_of(conference)
        assert [each.room.name for each in found.sessions]
        assert len(found.presences) == 3
