"""Rows as the older product leaves them are found by the filter that names what the list shows of them."""

import re
from html import unescape

import pytest
from django.db import connections
from django.test import Client

from tests import factories
from tests.web.conftest import DATABASES, SignIn
from tests.web.workspace.conftest import Look
from tests.web.workspace.list_oracle import csv_of, xlsx_of
from tests.web.workspace.test_list_columns import heads, leads

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

PADS = connections["TESTCLIENT"].vendor == "mysql"
"""Whether the server leaves blanks at the end of a text out of account."""


def add_answers(field: object, *answers: str) -> None:
    """A person for each answer, called by it."""
    for answer in answers:
        person = factories.PeopleFactory(first_name="", last_name=answer.replace("\n", "+"))
        factories.CstmValsFactory(field=field, row_key=str(person.pid), value=answer)


def test_session_in_a_room_that_is_gone_has_no_room(look: Look) -> None:
    factories.SessionFactory(title="Gone", room_id=987654)
    factories.SessionFactory(title="Nowhere", room=None)
    factories.SessionFactory(title="Somewhere")
    assert leads(look("sessions/", room="none", sort="title")) == ["Gone", "Nowhere"]


def test_every_value_that_is_offered_finds_its_rows(look: Look) -> None:
    for track in ("Art", " Art", "Art  ", "  Music", "Größe", "A  B"):
        factories.AbstractFactory(track=track, title=track.strip())
    chooser = re.search(r'<select[^>]*name="track".*?</select>', look("abstracts/"), re.DOTALL)
    assert chooser
    offered = [unescape(value) for value in re.findall(r'<option value="([^"]+)"', chooser[0])]
    found = {value: leads(look("abstracts/", track=value)) for value in offered}
    assert found == {"Art": ["Art"] * 3, "Music": ["Music"], "Größe": ["Größe"], "A  B": ["A  B"]}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_choice_is_not_found_as_a_part_of_another(ending: str, look: Look) -> None:
    field = factories.CstmFldsFactory(key="diet", type="choices", choices="Meat\nNo meat\nPurée")
    add_answers(field, "Meat", "No meat", "Meatballs", "meat ", f"Purée{ending}Meat", f"Meat{ending}No meat")
    found = leads(look("people/", **{"custom.diet": "Meat"}))
    assert sorted(re.sub(r"\s", "", name) for name in found) == ["Meat", "Meat+Nomeat", "Purée+Meat", "meat"]
    assert len(leads(look("people/", **{"custom.diet": "purée"}))) == 1


def test_free_answer_is_found_by_its_words(look: Look) -> None:
    add_answers(factories.CstmFldsFactory(key="note", type="text"), "No meat please", "Meat")
    assert leads(look("people/", **{"custom.note": "please meat"})) == ["No meat please"]


@pytest.mark.parametrize("key", ["12abc", "012", "", "12.4", "9" * 20, "-12"])
def test_answer_of_a_row_that_cannot_be_is_nobody_s(key: str, look: Look) -> None:
    factories.PeopleFactory(pid=12)
    field = factories.CstmFldsFactory(key="diet")
    factories.CstmValsFactory(field=field, row_key=key, value="Vegan")
    assert leads(look("people/", **{"custom.diet": "vegan"})) == []
    factories.CstmValsFactory(field=field, row_key="12 " if PADS else "12", value="Vegan")
    page = look("people/", **{"custom.diet": "vegan", "columns": "custom.diet"})
    assert len(leads(page)) == 1
    assert "<span>Vegan" in page


def test_filter_by_a_field_that_is_gone_finds_nothing_and_says_why(look: Look, client_of: SignIn) -> None:
    """It would else show, export and change everybody."""
    field = factories.CstmFldsFactory(key="diet", label="Diet")
    add_answers(field, "Vegan", "Meat")
    query = {"custom.diet": "vegan", "sort": "custom.diet", "columns": "custom.diet"}
    assert leads(look("people/", **query)) == ["Vegan"]
    field.active = False
    field.save()
    page = look("people/", **query)
    assert leads(page) == []
    assert "Nothing matches" in page
    assert "diet (there is no such field)" in page
    editor = client_of("editor")
    assert len(csv_of(exported(editor, "csv", query))) == 1
    preview = editor.get("/TESTCLIENT/people/bulk/", {**query, "change": "public-yes", "scope": "all"})
    assert "Nothing to change" in preview.text
    assert len(leads(look("people/", sort="custom.diet", columns="custom.diet"))) == 2


def test_hundreds_of_fields_that_are_none_are_no_error(look: Look) -> None:
    factories.PeopleFactory()
    assert leads(look("people/", **{f"custom.x{number}\0": "1" for number in range(900)})) != []
    assert leads(look("people/", **{f"custom.x{number}": "1" for number in range(900)})) == []
    assert leads(look("people/", **{f"custom.{'🎉' * 500}": "1"})) == []


def test_key_with_a_comma_is_a_column(look: Look) -> None:
    field = factories.CstmFldsFactory(key="size, in cm", label="Size")
    add_answers(field, "7")
    assert heads(look("people/", columns="custom.size, in cm")) == ["Name", "Size"]
    assert heads(look("people/", columns="custom.size, in cm,city")) == ["Name", "City"]


def exported(client: Client, ending: str, query: dict[str, str]) -> bytes:
    answer = client.get("/TESTCLIENT/people/export/", {**query, "format": ending})
    return b"".join(answer.streaming_content)


def test_answers_to_a_number_are_numbers_in_a_spreadsheet_unless_digits_would_be_lost(viewer: Client) -> None:
    add_answers(factories.CstmFldsFactory(key="size", type="number"), "7.50", "-3", "9" * 16, "1e5", "+x")
    add_answers(factories.CstmFldsFactory(key="note", type="text"), "7")
    rows = xlsx_of(exported(viewer, "xlsx", {"columns": "custom.size,custom.note", "sort": "pid"}))[1:]
    assert [kind for row in rows for kind, text in row[1:] if text] == ["n", "n", *["inlineStr"] * 4]
    assert [row[1][1] for row in rows[:5]] == ["7.5", "-3", "9" * 16, "1e5", "+x"]


def test_cell_is_cut_where_a_spreadsheet_ends_it(viewer: Client) -> None:
    """It counts an emoji as two characters, and calls a file with more of them broken."""
    for text in ("🎉" * 20_000, "x" * 32_767, "x" + "🎉" * 16_383, "x" * 32_766 + "🎉"):
        factories.PeopleFactory(biography=text)
    rows = xlsx_of(exported(viewer, "xlsx", {"columns": "biography", "sort": "pid"}))[1:]
    widths = [len(row[1][1].encode("utf-16-le")) // 2 for row in rows]
    assert widths == [32_767, 32_767, 32_767, 32_767]
    assert [row[1][1][-1] for row in rows] == ["…", "x", "🎉", "…"]
