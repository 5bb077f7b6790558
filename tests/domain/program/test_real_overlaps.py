"""The overlaps of real programmes, counted from the files by looking at every two sessions."""

import csv
import datetime
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest

from poseidon.domain.conferences.selectors import conference_with_code
from poseidon.domain.program import attention
from poseidon.domain.program.programme import Programme, programme_of
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import import_any
from tests.support.real_data import real_file

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"]),
]


@pytest.fixture(autouse=True)
def tenant() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def imported(name: str) -> Programme:
    import_any(real_file(name), conference="REAL")
    conference = conference_with_code("REAL")
    assert conference is not None
    return programme_of(conference)


def span(event: Any) -> tuple[datetime.datetime, datetime.datetime]:
    hours, minutes = map(int, event.findtext("duration").split(":"))
    start = datetime.datetime.fromisoformat(event.findtext("date"))
    return start, start + datetime.timedelta(hours=hours, minutes=minutes)


def at_once(events: list[Any]) -> list[tuple[Any, Any]]:
    spans = {event: span(event) for event in events}
    return [
        (one, other)
        for one, other in combinations(events, 2)
        if spans[one][0] < spans[other][1] and spans[other][0] < spans[one][1]
    ]


def test_38c3_has_the_clashes_that_are_counted_in_its_file() -> None:
    root = ElementTree.parse(real_file("38c3-schedule.xml")).getroot()
    place = {event: room.get("guid") for room in root.iter("room") if room.get("guid") for event in room}
    by_person: dict[str, list[Any]] = defaultdict(list)
    for event in place:
        for guid in {person.get("guid") for person in event.iter("person")}:
            by_person[guid].append(event)
    in_rooms = {
        frozenset((one.get("guid"), other.get("guid")))
        for one, other in at_once(list(place))
        if place[one] == place[other]
    }
    of_people = [
        (guid, frozenset((one.get("guid"), other.get("guid"))))
        for guid, events in by_person.items()
        for one, other in at_once(events)
        if place[one] != place[other]
    ]
    programme = imported("38c3-schedule.xml")
    rooms, people = attention.room_clashes(programme), attention.person_clashes(programme)
    guids = {session.id: session.external_id for session in _with_external_ids(programme)}
    assert {frozenset((guids[each.first.id], guids[each.second.id])) for each in rooms} == in_rooms
    assert sorted(sorted(pair) for _, pair in of_people) == sorted(
        sorted((guids[each.first.id], guids[each.second.id])) for each in people
    )
    assert (len(rooms), len(people)) == (len(in_rooms), len(of_people))
    assert len(rooms) > 0
    assert len(people) > 0
    assert attention.without_chair(programme) == []


def _with_external_ids(programme: Programme) -> Any:
    from poseidon.domain.program.models import Session

    return Session.objects.filter(id__in=[session.id for session in programme.sessions]).only("external_id")


@pytest.mark.parametrize("name", ["abstract-book-2021.tsv", "abstract-book-2022.tsv"])
def test_an_abstract_book_has_the_sessions_without_chair_that_its_rows_have(name: str) -> None:
    with real_file(name).open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["role"] in ("c", "d", "p")]
    types = {row["session_id"]: row["session_type"].strip().casefold() for row in rows}
    chaired = {row["session_id"] for row in rows if row["role"] == "c"}
    sessions: dict[str, set[str]] = defaultdict(set)
    for session, type_ in types.items():
        sessions[type_].add(session)
    expected = sum(len(own - chaired) for own in sessions.values() if len(own & chaired) * 10 >= len(own))
    programme = imported(name)
    assert len(attention.without_chair(programme)) == expected
    assert len(attention.without_time(programme)) == len(attention.without_room(programme)) == len(types)
    assert attention.room_clashes(programme) == attention.person_clashes(programme) == []
