"""The overlaps of real programmes, counted from the files by looking at every two sessions.

`tests/domain/imports/test_real_files.py` compares them with what it has imported.
"""

import datetime
from collections import defaultdict
from itertools import combinations
from typing import Any

from poseidon.domain.conferences.selectors import conference_with_code
from poseidon.domain.program import attention
from poseidon.domain.program.models import Session
from poseidon.domain.program.programme import Programme, programme_of


def programme_with(code: str) -> Programme:
    """The programme of the conference that was imported under `code`."""
    conference = conference_with_code(code)
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


def assert_clashes_of(root: Any, programme: Programme) -> None:
    """`programme` has the clashes of rooms and people that the file with this root has, and has some."""
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
        sorted((one.get("guid"), other.get("guid")))
        for events in by_person.values()
        for one, other in at_once(events)
        if place[one] != place[other]
    ]
    rooms, people = attention.room_clashes(programme), attention.person_clashes(programme)
    ids = [session.id for session in programme.sessions]
    guids = dict(Session.objects.filter(id__in=ids).values_list("id", "external_id"))
    assert {frozenset((guids[each.first.id], guids[each.second.id])) for each in rooms} == in_rooms
    assert sorted(sorted((guids[each.first.id], guids[each.second.id])) for each in people) == sorted(
        of_people
    )
    assert (len(rooms), len(people)) == (len(in_rooms), len(of_people))
    assert len(rooms) > 0
    assert len(people) > 0
    assert attention.without_chair(programme) == []


def assert_chairs_missing_as_in(rows: list[dict[str, str]], programme: Programme) -> None:
    """`programme` misses the chairs that these rows of an abstract book miss, and all times and rooms."""
    types = {row["session_id"]: row["session_type"].strip().casefold() for row in rows}
    chaired = {row["session_id"] for row in rows if row["role"] == "c"}
    sessions: dict[str, set[str]] = defaultdict(set)
    for session, type_ in types.items():
        sessions[type_].add(session)
    expected = sum(len(own - chaired) for own in sessions.values() if len(own & chaired) * 10 >= len(own))
    assert len(attention.without_chair(programme)) == expected
    assert len(attention.without_time(programme)) == len(attention.without_room(programme)) == len(types)
    assert attention.room_clashes(programme) == attention.person_clashes(programme) == []
