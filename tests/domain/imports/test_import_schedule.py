"""`import_schedule` into a tenant's database."""

import datetime as dt
import json
from typing import Any

import pytest

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Room, Session, SessionPerson
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import, counting_writes, data

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


def test_a_frab_programme_arrives_whole(import_schedule: Import) -> None:
    summary = import_schedule("frab.xml")
    assert summary["counts"]["sessions"] == {"made": 4, "changed": 0, "unchanged": 0, "skipped": 0}
    conference = PlanionContainer.objects.get(code="CONF26")
    assert (conference.name, conference.timezone) == ("Lantern Days 2026", "Europe/Berlin")
    assert (conference.date, conference.dateend) == (dt.date(2026, 3, 28), dt.date(2026, 3, 29))
    assert (conference.active, conference.public) == (True, False)
    night = Session.objects.get(title="Night of the lamps")
    assert (night.day, night.room.name) == (dt.date(2026, 3, 28), "Great Hall")
    assert night.start == dt.datetime(2026, 3, 29, 0, tzinfo=dt.UTC)
    assert not night.public
    opening = Session.objects.get(title="Opening & welcome")
    roles = SessionPerson.objects.filter(session=opening).order_by("order")
    names = {person.pid: person.full_name for person in People.objects.all()}
    assert [(names[role.pid], role.role, role.order) for role in roles] == [
        ("Ada Lindqvist", "speaker", 1),
        ("Bo", "speaker", 2),
    ]
    assert (opening.language, opening.do_not_record, opening.do_not_stream) == ("de, en", True, True)


def test_custom_answers_become_fields_for_staff_and_values(import_schedule: Import) -> None:
    import_schedule("frab.json")
    fields = {field.key: field for field in CstmFlds.objects.filter(active=True)}
    assert {key: (field.entity, field.type, field.visibility) for key, field in fields.items()} == {
        "question-2": ("session", "choice", "staff"),
        "question-1": ("session", "yesno", "staff"),
        "question-4": ("session", "text", "staff"),
        "question-9": ("person", "text", "staff"),
    }
    assert fields["question-2"].choices == "live\nrecorded"
    moon = Session.objects.get(title="The moon and the quay")
    told = CstmVals.objects.filter(field__entity="session", row_key=str(moon.pk)).order_by("field__key")
    assert [value.value for value in told] == ["no", "live"]
    ines = People.objects.get(last_name="Moura")
    assert CstmVals.objects.get(field=fields["question-9"]).row_key == str(ines.pid)


def test_a_pretalx_dump_arrives_with_rooms_breaks_and_every_slot(import_schedule: Import) -> None:
    summary = import_schedule("pretalx.json", language="fr")
    assert [skip["what"] for skip in summary["skipped"]] == ["Rained off"]
    assert list(Room.objects.order_by("order").values_list("name", "capacity")) == [
        ("Grange", 120),
        ("Pré", 40),
    ]
    assert Session.objects.filter(type="break").count() == 2
    assert set(Session.objects.filter(title="Grafting").values_list("external_id", "day")) == {
        ("GRAFTS", dt.date(2026, 10, 3)),
        ("GRAFTS-2", dt.date(2026, 10, 4)),
    }
    assert PlanionContainer.objects.get().timezone == "Etc/GMT-2"
    assert any("names no time zone" in note for note in summary["notes"])


@pytest.mark.parametrize("name", ["frab.xml", "frab.json", "pretalx.json"])
def test_a_second_run_writes_nothing_and_says_so(import_schedule: Import, name: str) -> None:
    first = import_schedule(name)
    assert not first["nothing_to_change"]
    with counting_writes() as writes:
        second = import_schedule(name)
    assert writes == []
    assert second["nothing_to_change"]
    for kind, counts in second["counts"].items():
        assert counts["unchanged"] == first["counts"][kind]["made"], kind


def test_a_dry_run_shows_the_same_and_writes_nothing(import_schedule: Import) -> None:
    with counting_writes() as writes:
        rehearsed = import_schedule("frab.json", dry_run=True)
    assert writes == []
    real = import_schedule("frab.json")
    assert rehearsed["counts"] == real["counts"]
    assert (rehearsed["dry_run"], real["dry_run"]) == (True, False)


def test_a_dry_run_over_rows_that_are_there_shows_what_would_change(import_schedule: Import) -> None:
    import_schedule("frab.json")
    Session.objects.filter(title="Closing").update(title="The end")
    with counting_writes() as writes:
        summary = import_schedule("frab.json", dry_run=True)
    assert writes == []
    assert summary["changed_columns"] == {"sessions": {"title": 1}}
    assert Session.objects.filter(title="The end").exists()


def test_only_what_differs_is_written(import_schedule: Import, write: Any) -> None:
    import_schedule("frab.json")
    untouched = dict(Session.objects.exclude(title="Closing").values_list("pk", "updated_at"))
    document = json.loads(data("frab.json"))
    closing = document["schedule"]["conference"]["days"][1]["rooms"]["Pier"][0]
    closing.update(title="Closing, with tea", duration="01:00")
    with counting_writes() as writes:
        summary = import_schedule(write(json.dumps(document)))
    assert summary["changed_columns"] == {"sessions": {"title": 1, "end": 1}}
    statement, record = writes
    assert "poseidon_changerecord" in record
    assert "title" in statement
    assert "ends" in statement
    assert "descr" not in statement
    assert (
        dict(Session.objects.exclude(title__startswith="Closing").values_list("pk", "updated_at"))
        == untouched
    )


def test_the_silence_of_a_file_erases_nothing(import_schedule: Import) -> None:
    import_schedule("frab.json")
    Session.objects.filter(title="Closing").update(description="Written by staff", track="Staff")
    assert import_schedule("frab.json")["nothing_to_change"]
    assert Session.objects.get(title="Closing").description == "Written by staff"


def test_what_a_newer_file_no_longer_has_stays_and_is_told(import_schedule: Import, write: Any) -> None:
    import_schedule("frab.json")
    document = json.loads(data("frab.json"))
    days = document["schedule"]["conference"]["days"]
    del days[1]
    days[0]["rooms"]["Boathouse"][0]["persons"].pop()
    summary = import_schedule(write(json.dumps(document)))
    assert Session.objects.count() == 3
    assert SessionPerson.objects.count() == 3
    assert "1 sessions of CONF26 are not in the file: an import deletes nothing" in summary["notes"]
    assert "1 roles of CONF26 are not in the file: an import deletes nothing" in summary["notes"]


def test_a_field_keeps_what_staff_made_of_it_and_gains_choices(import_schedule: Import, write: Any) -> None:
    import_schedule("frab.json")
    CstmFlds.objects.filter(key="question-2").update(
        label="How?", visibility="public", choices="live\nrecorded\nby post"
    )
    document = json.loads(data("frab.json"))
    event = document["schedule"]["conference"]["days"][0]["rooms"]["Pier"][0]
    event["answers"][0] = {"question": 2, "answer": "by boat", "options": [{"en": "by boat"}]}
    import_schedule(write(json.dumps(document)))
    field = CstmFlds.objects.get(key="question-2")
    assert (field.label, field.visibility) == ("How?", "public")
    assert field.choices == "live\nrecorded\nby post\nby boat"


def test_a_room_typed_in_by_hand_is_found_by_its_name(import_schedule: Import) -> None:
    Room.objects.create(conference_code="CONF26", name="GREAT  hall", capacity=300)
    Room.objects.create(conference_code="OTHER", name="Cellar")
    summary = import_schedule("frab.xml")
    assert (summary["counts"]["rooms"]["made"], summary["counts"]["rooms"]["changed"]) == (1, 1)
    assert Room.objects.get(external_id="0f2f9c1e-0000-5000-8000-000000000001").capacity == 300


def test_two_conferences_of_a_tenant_share_people_but_no_sessions(import_schedule: Import) -> None:
    import_schedule("frab.xml")
    summary = import_schedule("frab.xml", conference="AGAIN")
    assert summary["counts"]["people"] == {"made": 0, "changed": 0, "unchanged": 4, "skipped": 0}
    assert summary["counts"]["sessions"]["made"] == 4
    assert Session.objects.filter(conference_code="AGAIN").count() == 4
