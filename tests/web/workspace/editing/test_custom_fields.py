"""Custom fields: defined per conference, answered in the forms of rows."""

import pytest
from django.test import Client

from poseidon.models import CstmFlds, CstmVals
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.editing.conftest import Open, Send

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

TYPES = {
    "text": ("Two\r\nlines", "Two\r\nlines"),
    "choice": ("fish", "fish"),
    "choices": (["fish", "meat"], "fish\nmeat"),
    "number": ("07.50", "7.50"),
    "date": ("2027-05-18", "2027-05-18"),
    "yesno": ("yes", "yes"),
}
UNFIT = {
    "text": "not text",
    "choice": "stone",
    "choices": "some stones",
    "number": "many",
    "date": "tomorrow",
    "yesno": "perhaps",
}


def asked(kind: str, **values: object) -> CstmFlds:
    return factories.CstmFldsFactory(type=kind, choices="meat\nfish", **values)


@pytest.mark.parametrize("kind", TYPES)
def test_answer_of_each_type_is_kept_and_shown_again(kind: str, open_form: Open, send: Send) -> None:
    person, field = factories.PeopleFactory(), asked(kind)
    typed, kept = TYPES[kind]
    path = f"people/{person.pid}/edit/"
    assert send(path, open_form(path), **{f"custom__{field.id}": typed}).status_code == 302
    answer = CstmVals.objects.get(field=field)
    assert (answer.row_key, answer.value) == (str(person.pid), kept)
    page = open_form(path)
    assert send(path, page, city="Turin").status_code == 302
    answer.refresh_from_db()
    assert answer.value == kept
    emptied = {f"custom__{field.id}": None if kind == "choices" else ""}
    assert send(path, open_form(path), **emptied).status_code == 302
    assert not CstmVals.objects.exists()


@pytest.mark.parametrize("kind", [kind for kind in UNFIT if kind != "text"])
def test_answer_of_another_type_is_refused(kind: str, open_form: Open, send: Send) -> None:
    person, field = factories.PeopleFactory(), asked(kind)
    path = f"people/{person.pid}/edit/"
    answer = send(path, open_form(path), **{f"custom__{field.id}": UNFIT[kind], "city": "Turin"})
    assert answer.status_code == 200
    assert UNFIT[kind] in answer.text
    assert not CstmVals.objects.exists()
    person.refresh_from_db()
    assert person.city is None


@pytest.mark.parametrize("kind", UNFIT)
def test_old_answer_of_another_type_stays_while_untouched(kind: str, open_form: Open, send: Send) -> None:
    person, field = factories.PeopleFactory(), asked(kind)
    answer = factories.CstmValsFactory(field=field, row_key=str(person.pid), value=UNFIT[kind])
    path = f"people/{person.pid}/edit/"
    page = open_form(path)
    assert UNFIT[kind] in page
    assert send(path, page, city="Turin").status_code == 302
    answer.refresh_from_db()
    assert answer.value == UNFIT[kind]


def test_answers_are_in_every_form(open_form: Open, send: Send) -> None:
    factories.PlanionContainerFactory(code="38C3")
    rows = {
        "person": (factories.PeopleFactory().pid, "people/{}/edit/"),
        "abstract": (factories.AbstractFactory(conference_code="38C3").id, "abstracts/{}/edit/"),
        "session": (factories.SessionFactory(conference_code="38C3").id, "sessions/{}/edit/"),
        "registration": (factories.RegistrationFactory(conference_code="38C3").id, "registrations/{}/edit/"),
        "conference": ("38C3", "conferences/{}/edit/"),
    }
    for entity, (key, path) in rows.items():
        field = factories.CstmFldsFactory(entity=entity, key=f"of_{entity}")
        elsewhere = factories.CstmFldsFactory(entity=entity, conference_code="OTHER", label="Elsewhere")
        page = open_form(path.format(key))
        assert f"custom.{elsewhere.id}" not in page
        assert send(path.format(key), page, **{f"custom__{field.id}": "said"}).status_code == 302
        assert CstmVals.objects.get(field=field).row_key == str(key)


def test_person_is_asked_what_their_conferences_ask(open_form: Open) -> None:
    person = factories.PeopleFactory()
    factories.PlanionContainerFactory(code="38C3")
    field = factories.CstmFldsFactory(conference_code="38C3", label="Phone extension")
    path = f"people/{person.pid}/edit/"
    assert f"custom.{field.id}" not in open_form(path)
    factories.SessionPersonFactory(pid=person.pid, session=factories.SessionFactory(conference_code="38C3"))
    page = open_form(path)
    assert f"custom.{field.id}" in page
    assert "Custom fields of 38C3" in page


def test_conflict_about_an_answer(open_form: Open, send: Send) -> None:
    person, field = factories.PeopleFactory(), asked("choice")
    path = f"people/{person.pid}/edit/"
    page = open_form(path)
    factories.CstmValsFactory(field=field, row_key=str(person.pid), value="meat")
    conflict = send(path, page, **{f"custom__{field.id}": "fish"})
    assert conflict.status_code == 409
    send(path, conflict.text, **{f"keep__custom__{field.id}": "yours"})
    assert CstmVals.objects.get(field=field).value == "fish"


# -- what is asked


@pytest.fixture
def conference() -> str:
    return factories.PlanionContainerFactory(code="38C3").code


def test_field_is_defined_changed_and_switched_off(conference: str, open_form: Open, send: Send) -> None:
    path = "conferences/38C3/fields/add/"
    page = open_form(path)
    answer = send(path, page, label="T-shirt size", entity="registration", type="choice", choices="S\nM")
    assert answer["Location"] == "/TESTCLIENT/conferences/38C3/fields/"
    field = CstmFlds.objects.get()
    assert (field.key, field.conference_code, field.visibility, field.active) == (
        "t-shirt-size",
        "38C3",
        "staff",
        True,
    )
    registration = factories.RegistrationFactory(conference_code="38C3")
    value = factories.CstmValsFactory(field=field, row_key=str(registration.id), value="M")
    path = f"conferences/38C3/fields/{field.id}/"
    page = open_form(path)
    assert 'name="key"' not in page
    assert 'name="type"' not in page
    send(path, page, label="Shirt", choices="S\nL", visibility="public", active=None, key="hacked")
    field.refresh_from_db()
    assert (field.label, field.key, field.active, field.visibility) == (
        "Shirt",
        "t-shirt-size",
        False,
        "public",
    )
    assert f"custom.{field.id}" not in open_form(f"registrations/{registration.id}/edit/")
    value.refresh_from_db()
    assert value.value == "M"
    send(path, open_form(path), active="on")
    assert "M (no longer offered)" in open_form(f"registrations/{registration.id}/edit/")


def test_field_of_every_conference(conference: str, open_form: Open, send: Send) -> None:
    path = "conferences/38C3/fields/add/"
    send(path, open_form(path), label="Diet", entity="person", type="text", conference_code="", key="diet")
    assert CstmFlds.objects.get().conference_code is None
    assert "every conference" in open_form("conferences/38C3/fields/")
    answer = send(path, open_form(path), label="Diet", entity="person", type="text", key="diet")
    assert "Another field has this key" in answer.text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"label": ""}, "required"),
        ({"type": "choice"}, "at least one choice"),
        ({"type": "colour"}, "not one of the available choices"),
        ({"key": "Größe"}, "begins with a letter"),
        ({"order": "first"}, "whole number"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    changes: dict[str, str], told: str, conference: str, open_form: Open, send: Send
) -> None:
    path = "conferences/38C3/fields/add/"
    sent = {"label": "Diet", "entity": "person", "type": "text", **changes}
    assert told in send(path, open_form(path), **sent).text
    assert not CstmFlds.objects.exists()


def test_field_of_another_conference_is_not_found_here(conference: str, admin: Client) -> None:
    field = factories.CstmFldsFactory(conference_code="OTHER")
    assert admin.get(f"/TESTCLIENT/conferences/38C3/fields/{field.id}/").status_code == 404


def test_editor_defines_nothing(conference: str, editor: Client) -> None:
    assert editor.post("/TESTCLIENT/conferences/38C3/fields/add/", {"label": "x"}).status_code == 403


def test_visibility_that_nobody_chose_stays_unsaid(conference: str, open_form: Open, send: Send) -> None:
    field = factories.CstmFldsFactory(conference_code="38C3", visibility=None)
    path = f"conferences/38C3/fields/{field.id}/"
    send(path, open_form(path), label="Other")
    field.refresh_from_db()
    assert (field.label, field.visibility) == ("Other", None)
