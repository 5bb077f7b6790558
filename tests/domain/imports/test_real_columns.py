"""Every column of every session of the real programmes, against the file read by other means."""

import datetime as dt
import json
from typing import Any
from xml.etree import ElementTree

import pytest

from poseidon.domain.custom_fields.models import CstmVals
from poseidon.domain.imports.schedule import read_schedule
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Room, Session, SessionPerson
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import import_any
from tests.support.real_data import real_file

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])
WORDS = ("title", "subtitle", "type", "track", "language", "description", "slug")


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


def said(text: Any) -> str | None:
    return str(text).strip() or None if text is not None else None


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def minutes(text: str) -> dt.timedelta:
    hours, rest = text.split(":")
    return dt.timedelta(hours=int(hours), minutes=int(rest))


def stored() -> dict[str, dict[str, Any]]:
    """Sessions by external id: their columns, their room's name and the names of their speakers in order."""
    names = {person.pid: person.full_name for person in People.objects.all()}
    people: dict[int, list[str]] = {}
    for part in SessionPerson.objects.order_by("order"):
        people.setdefault(part.session_id, []).append(names[part.pid])
    return {
        row.external_id: {
            **{name: getattr(row, name) for name in WORDS},
            "summary": row.summary, "day": str(row.day), "start": row.start, "end": row.end,
            "room": row.room.name if row.room else None, "people": people.get(row.pk, []),
        }
        for row in Session.objects.select_related("room")
    }  # fmt: skip


@pytest.mark.parametrize("name", ["camp2019-schedule.json", "rc3-schedule.json"])
def test_every_column_of_frab_s_json_is_what_the_file_says(name: str) -> None:
    path = real_file(name)
    import_any(path)
    expected = {}
    for day in json.loads(path.read_text())["schedule"]["conference"]["days"]:
        for event in (event for events in day["rooms"].values() for event in events):
            expected[event["guid"]] = {
                **{word: said(event.get(word)) for word in WORDS},
                "summary": said(event["abstract"]), "day": day["date"], "start": moment(event["date"]),
                "end": moment(event["date"]) + minutes(event["duration"]), "room": event["room"],
                "people": [" ".join(person["public_name"].split()) for person in event["persons"]],
            }  # fmt: skip
    assert stored() == expected
    recorded = {row.external_id: row.do_not_record for row in Session.objects.all()}
    told = json.loads(path.read_text())["schedule"]["conference"]["days"]
    assert recorded == {
        event["guid"]: event["do_not_record"]
        for day in told
        for events in day["rooms"].values()
        for event in events
    }


def test_every_answer_of_rc3_belongs_to_the_session_that_gave_it() -> None:
    path = real_file("rc3-schedule.json")
    import_any(path)
    days = json.loads(path.read_text())["schedule"]["conference"]["days"]
    expected = {}
    for event in (event for day in days for events in day["rooms"].values() for event in events):
        for answer in event["answers"]:
            words = [said(option["en"]) for option in answer["options"]] or [said(answer["answer"])]
            if words != [None]:
                plain = {"True": "yes", "False": "no"}
                told = "\n".join(plain.get(word, word) for word in words if word)
                expected[event["guid"], f"question-{answer['question']}"] = told
    guids = {str(row.pk): row.external_id for row in Session.objects.all()}
    values = CstmVals.objects.filter(field__active=True, field__entity="session").select_related("field")
    assert {(guids[value.row_key], value.field.key): value.value for value in values} == expected


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_column_of_pyconfr_is_what_the_file_says(language: str) -> None:
    path = real_file("pyconfr-2025-schedule.json")
    import_any(path, language=language)
    document = json.loads(path.read_text())
    expected: dict[str, list[Any]] = {}
    for part in ("schedule", "sprints"):
        for day, slots in document[part].items():
            for minute, rooms in slots.items():
                start = dt.time(int(minute) // 60, int(minute) % 60)
                for room, told in rooms.items():
                    slot = next(
                        slot for slot in told["slots"]
                        if (str(slot["room"]["id"]), slot["start"][:16]) == (room, f"{day}T{start:%H:%M}")
                    )  # fmt: skip
                    expected.setdefault(told["code"], []).append({
                        "title": told["title"].strip(), "type": told["submission_type"]["name"][language],
                        "language": told["content_locale"], "description": said(told["description"]),
                        "day": day, "start": moment(slot["start"]), "end": moment(slot["end"]),
                        "room": slot["room"]["name"][language],
                        "people": [" ".join(person["name"].split()) for person in told["speakers"]],
                    })  # fmt: skip
    found: dict[str, list[Any]] = {}
    for key, row in sorted(stored().items(), key=lambda item: (item[1]["start"], item[0])):
        if row["type"] != "break":
            columns = (row for row in next(iter(expected.values()))[0])
            found.setdefault(key.partition("-")[0], []).append({name: row[name] for name in columns})
    assert found == expected
    rooms = {room["name"][language]: room["capacity"] for room in document["rooms"]}
    assert dict(Room.objects.values_list("name", "capacity")) == rooms


def test_every_session_of_38c3_is_read_as_the_file_has_it() -> None:
    path = real_file("38c3-schedule.xml")
    programme = read_schedule(path.read_bytes())
    found = {
        key: {
            **{word: getattr(session, word) for word in (*WORDS, "summary", "start", "end")},
            "day": str(session.day),
            "room": programme.rooms[session.room or ""].name,
            "people": [programme.people[role.person].name.full for role in session.roles],
        }
        for key, session in programme.sessions.items()
    }
    expected = {}
    for day in ElementTree.parse(path).getroot().iter("day"):
        for room in day.findall("room"):
            for event in room.findall("event"):
                texts = {child.tag: said(child.text) for child in event}
                start = moment(texts["date"] or "")
                expected[event.get("guid")] = {
                    **{word: texts.get(word) for word in WORDS},
                    "summary": texts["abstract"], "start": start,
                    "end": start + minutes(texts["duration"] or ""), "day": day.get("date"),
                    "room": room.get("name"),
                    "people": [" ".join((one.text or "").split()) for one in event.iter("person")],
                }  # fmt: skip
    assert found.keys() == expected.keys()
    for key, wanted in expected.items():
        for text in ("summary", "description"):
            found[key][text], wanted[text] = _flush(found[key][text]), _flush(wanted[text])
    differing = [(found[key], expected[key]) for key in expected if found[key] != expected[key]]
    assert differing == []


def _flush(text: str | None) -> str:
    """Without indentation, which the import takes off where a printer put it."""
    return "\n".join(line.strip() for line in (text or "").splitlines())
