"""What changes around an open form: clock, names, questions, the row. Nothing moves or is lost unseen."""

import pytest
from django.test import Client

from poseidon.models import Abstract, ChangeRecord, CstmVals, People, Session
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.html import problems_of
from tests.web.workspace.editing.conftest import OlderProduct, Open, Send
from tests.web.workspace.editing.filled import filled

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]


@pytest.fixture
def session() -> Session:
    factories.PlanionContainerFactory(code="38C3", timezone="Europe/Berlin")
    return factories.SessionFactory(conference_code="38C3")


def test_other_clock_of_the_conference_moves_no_time_of_an_open_form(
    session: Session, open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    path = f"sessions/{session.id}/edit/"
    page = open_form(path)
    older_product("UPDATE confrnce SET timezone = 'America/New_York' WHERE cfcnf = '38C3'")
    assert send(path, page, title="Other", end="2024-12-27T13:30").status_code == 302  # 12:30 UTC in Berlin
    session.refresh_from_db()
    assert (session.title, session.start, session.end.hour) == ("Other", factories.MORNING, 12)
    assert 'value="2024-12-27T05:00"' in open_form(path)


def test_clock_of_the_form_outlives_an_error_and_a_conflict(
    session: Session, open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    path = f"sessions/{session.id}/edit/"
    page = open_form(path)
    older_product("UPDATE confrnce SET timezone = 'America/New_York' WHERE cfcnf = '38C3'")
    older_product("UPDATE sessn SET title = 'Theirs' WHERE sessid = %s", session.id)
    refused = send(path, page, title="Mine", end="2024-12-27T10:30")
    assert "ends before it begins" not in refused.text  # a conflict is told first
    decided = send(path, refused.text, keep__title="yours")
    assert "ends before it begins" in decided.text
    assert "Time in Europe/Berlin" in decided.text
    again = send(path, decided.text, end="2024-12-27T13:00")
    assert again.status_code == 409
    assert send(path, again.text, keep__title="yours").status_code == 302
    session.refresh_from_db()
    assert (session.title, session.start, session.end.hour) == ("Mine", factories.MORNING, 12)


def test_value_typed_anew_is_no_change_and_so_no_conflict(
    open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    registration = factories.RegistrationFactory(amount="120.00")
    path = f"registrations/{registration.id}/edit/"
    page = open_form(path)
    older_product("UPDATE regist SET amount = 99 WHERE regid = %s", registration.id)
    assert send(path, page, amount="120.00", category="Press").status_code == 302
    registration.refresh_from_db()
    assert (str(registration.amount), registration.category) == ("99.00", "Press")


def test_presenter_who_was_renamed_and_then_replaced_is_no_conflict(
    open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    one, two = factories.PeopleFactory(), factories.PeopleFactory()
    abstract = factories.AbstractFactory(presenter_pid=one.pid)
    path = f"abstracts/{abstract.id}/edit/"
    page = open_form(path)
    older_product("UPDATE people SET last_name = 'Byron' WHERE pid = %s", one.pid)
    older_product("UPDATE abstract SET presenter_pid = %s WHERE absid = %s", two.pid, abstract.id)
    assert send(path, page, title="Other").status_code == 302
    assert Abstract.objects.values_list("title", "presenter_pid").get() == ("Other", two.pid)


# -- questions


@pytest.mark.parametrize(
    "lost",
    ["UPDATE cstmflds SET active = 0 WHERE id = %s", "DELETE FROM cstmflds WHERE id = %s"],
    ids=["switched off", "deleted"],
)
def test_answer_to_a_question_that_is_gone_is_not_lost_in_silence(
    lost: str, open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    person, field = factories.PeopleFactory(), factories.CstmFldsFactory(label="Diet")
    path = f"people/{person.pid}/edit/"
    page = open_form(path)
    older_product(lost, field.id)
    refused = send(path, page, city="Turin", **{f"custom__{field.id}": "Vegan"})
    assert refused.status_code == 200
    assert "switched off meanwhile" in refused.text
    assert "Vegan" in refused.text
    assert not People.objects.filter(city="Turin").exists()
    assert send(path, refused.text, **{f"custom__{field.id}": ""}).status_code == 302
    assert People.objects.filter(city="Turin").exists()


@pytest.mark.parametrize("kind", ["text", "choice", "choices", "number", "date", "yesno"])
def test_question_that_is_gone_and_was_not_answered_stops_nobody(
    kind: str, open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    person = factories.PeopleFactory()
    field = factories.CstmFldsFactory(type=kind, choices="a\nb")
    factories.CstmValsFactory(field=field, row_key=str(person.pid), value="true")
    path = f"people/{person.pid}/edit/"
    page = open_form(path)
    older_product("UPDATE cstmflds SET active = 0")
    assert send(path, page, city="Turin").status_code == 302
    assert CstmVals.objects.get().value == "true"


def test_choice_that_was_withdrawn_meanwhile_is_refused(
    open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    person, field = factories.PeopleFactory(), factories.CstmFldsFactory(type="choice", choices="meat\nfish")
    path = f"people/{person.pid}/edit/"
    page = open_form(path)
    older_product("UPDATE cstmflds SET choices = 'meat'")
    assert "not among the choices" in send(path, page, **{f"custom__{field.id}": "fish"}).text
    assert not CstmVals.objects.exists()


@pytest.mark.mysql
def test_field_spelled_as_the_older_product_spells_is_asked_and_edited(open_form: Open, send: Send) -> None:
    factories.PlanionContainerFactory(code="38C3")
    person = factories.PeopleFactory()
    factories.RegistrationFactory(pid=person.pid, conference_code="38C3")
    field = factories.CstmFldsFactory(conference_code="38c3", entity="PERSON", label="Diet", key="Diet")
    path = f"people/{person.pid}/edit/"
    assert send(path, open_form(path), **{f"custom__{field.id}": "Vegan"}).status_code == 302
    assert CstmVals.objects.get().value == "Vegan"
    path = f"conferences/38C3/fields/{field.id}/"
    assert f'href="/TESTCLIENT/{path}"' in open_form("conferences/38C3/fields/")
    assert send(path, open_form(path), label="Food").status_code == 302
    path = "conferences/38C3/fields/add/"
    again = send(path, open_form(path), label="Diet", entity="person", type="text", key="diet")
    assert "Another field has this key" in again.text


# -- the row


@pytest.mark.parametrize(
    ("path", "table", "typed"),
    [
        ("people/{}/edit/", "people", "biography"),
        ("abstracts/{}/edit/", "abstract", "body"),
        ("sessions/{}/edit/", "sessn", "title"),
        ("registrations/{}/edit/", "regist", "category"),
        ("rooms/{}/edit/", "rooms", "name"),
        ("conferences/{}/edit/", "confrnce", "venue"),
    ],
)
def test_row_that_was_deleted_gives_back_what_was_typed(
    path: str, table: str, typed: str, open_form: Open, admin: Client, older_product: OlderProduct
) -> None:
    made = {
        "people": factories.PeopleFactory,
        "abstract": factories.AbstractFactory,
        "sessn": factories.SessionFactory,
        "regist": factories.RegistrationFactory,
        "rooms": factories.RoomFactory,
        "confrnce": factories.PlanionContainerFactory,
    }[table]()
    path = path.format(made.pk)
    page = open_form(path)
    older_product(f"DELETE FROM {table}")
    told = ChangeRecord.objects.count()
    answer = admin.post(f"/TESTCLIENT/{path}", filled(page, **{typed: "A long <text>"}))
    assert answer.status_code == 404
    assert problems_of(answer.text) == []
    assert "deleted meanwhile" in answer.text
    assert "A long &lt;text&gt;" in answer.text
    assert ChangeRecord.objects.count() == told
    assert "deleted meanwhile" not in admin.get(f"/TESTCLIENT/{path}").text
