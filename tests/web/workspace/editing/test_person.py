"""Editing a person: what is touched is checked and written, and nothing else."""

import re

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from poseidon.models import People, Registration
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.editing.conftest import OlderProduct, Open, Send
from tests.web.workspace.editing.filled import filled

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

ODD = {
    "first_name": "Ada  ",
    "last_name": " O'Neil <b>&amp;",
    "title": "",
    "degree": None,
    "organisation": "two\nlines",
    "email": "not an address",
    "phone": "\t+1",
    "photo": "javascript:alert(1)",
    "biography": "\n first\r\nsecond\rthird\n",
    "public": None,
}
"""What three decades of data entry leave behind."""


def values(person: People) -> dict[str, object]:
    return People.objects.filter(pid=person.pid).values().get()


def test_form_that_nobody_touched_writes_nothing_whatever_the_row_holds(open_form: Open, send: Send) -> None:
    person = factories.PeopleFactory(**ODD)
    before = values(person)
    path = f"people/{person.pid}/edit/"
    page = open_form(path)
    with CaptureQueriesContext(connections["TESTCLIENT"]) as statements:
        assert send(path, page).status_code == 302
    assert [each["sql"] for each in statements if each["sql"].startswith(("UPDATE", "INSERT"))] == []
    assert values(person) == before


def test_touched_column_alone_is_written(open_form: Open, send: Send) -> None:
    person = factories.PeopleFactory(**ODD)
    before = values(person)
    path = f"people/{person.pid}/edit/"
    page = open_form(path)
    with CaptureQueriesContext(connections["TESTCLIENT"]) as statements:
        answer = send(path, page, city="Turin", public="on")
    assert (answer.status_code, answer["Location"]) == (302, f"/TESTCLIENT/people/{person.pid}/")
    (update,) = [each["sql"] for each in statements if each["sql"].startswith("UPDATE")]
    assert set(re.findall(r"[`\"](\w+)[`\"] =", update.partition("WHERE")[0])) == {
        *("city", "public", "updated_at")
    }
    after = values(person)
    assert (after.pop("city"), after.pop("public")) == ("Turin", True)
    assert {**before, **after, "updated_at": None} == {
        **before,
        "updated_at": None,
    }


def test_emptied_field_becomes_null(open_form: Open, send: Send) -> None:
    person = factories.PeopleFactory(phone="1")
    path = f"people/{person.pid}/edit/"
    send(path, open_form(path), phone="")
    person.refresh_from_db()
    assert person.phone is None


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("email", "ada at example", "no e-mail address"),
        ("photo", "javascript:alert(1)", "no web address"),
        ("title", "x" * 51, "at most 50 characters"),
        ("last_name", "x" * 101, "at most 100 characters"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_nothing_saved(
    field: str, typed: str, told: str, open_form: Open, send: Send
) -> None:
    person = factories.PeopleFactory()
    path = f"people/{person.pid}/edit/"
    answer = send(path, open_form(path), **{field: typed, "city": "Turin"})
    assert answer.status_code == 200
    assert told in answer.text
    assert "Turin" in answer.text
    assert 'aria-invalid="true"' in answer.text
    person.refresh_from_db()
    assert person.city is None


def test_form_says_which_texts_are_how_long(open_form: Open) -> None:
    page = open_form(f"people/{factories.PeopleFactory().pid}/edit/")
    assert re.search(r'name="title"[^>]*maxlength="50"', page)
    assert re.search(r'name="email"[^>]*maxlength="254"', page)


def test_viewer_is_refused(viewer: Client, open_form: Open) -> None:
    person = factories.PeopleFactory()
    path = f"/TESTCLIENT/people/{person.pid}/edit/"
    sent = filled(open_form(f"people/{person.pid}/edit/"), last_name="Byron")
    assert viewer.get(path).status_code == 403
    assert viewer.post(path, sent).status_code == 403
    assert viewer.post("/TESTCLIENT/people/add/", {"last_name": "Byron"}).status_code == 403
    assert not People.objects.filter(last_name="Byron").exists()
    assert f"people/{person.pid}/edit/" not in viewer.get(f"/TESTCLIENT/people/{person.pid}/").text


def test_editor_finds_the_link_and_cannot_delete(editor: Client) -> None:
    person = factories.PeopleFactory()
    assert f"people/{person.pid}/edit/" in editor.get(f"/TESTCLIENT/people/{person.pid}/").text
    assert "/delete/" not in editor.get(f"/TESTCLIENT/people/{person.pid}/edit/").text
    assert editor.post(f"/TESTCLIENT/people/{person.pid}/delete/").status_code == 403


def test_what_the_form_showed_cannot_be_forged(admin: Client, open_form: Open) -> None:
    one, two = factories.PeopleFactory(), factories.PeopleFactory()
    page = open_form(f"people/{one.pid}/edit/")
    for baseline in (filled(page)["baseline"], ["nonsense"], [""]):
        sent = {**filled(page, last_name="Byron"), "baseline": baseline}
        assert admin.post(f"/TESTCLIENT/people/{two.pid}/edit/", sent).status_code == 400
    two.refresh_from_db()
    assert two.last_name == "Lovelace"


def test_person_is_added(open_form: Open, send: Send) -> None:
    answer = send(
        "people/add/",
        open_form("people/add/"),
        first_name="Ada",
        last_name="Byron",
        email="a@example.org",
    )
    person = People.objects.get(last_name="Byron")
    assert answer["Location"] == f"/TESTCLIENT/people/{person.pid}/"
    assert (person.email, person.phone, person.public) == ("a@example.org", None, False)


def test_person_is_deleted_unless_somebody_refers_to_them(open_form: Open, send: Send) -> None:
    person = factories.PeopleFactory()
    path = f"people/{person.pid}/delete/"
    page = open_form(path)
    factories.RegistrationFactory(pid=person.pid)
    refused = send(path, page)
    assert refused.status_code == 409
    assert "1 registration" in refused.text
    assert "1 registration" in open_form(path)
    Registration.objects.all().delete()
    assert send(path, open_form(path)).status_code == 302
    assert not People.objects.filter(pid=person.pid).exists()


def test_row_that_changed_is_not_deleted_unseen(
    open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    person = factories.PeopleFactory()
    path = f"people/{person.pid}/delete/"
    page = open_form(path)
    older_product("UPDATE people SET phone = '2' WHERE pid = %s", person.pid)
    assert send(path, page).status_code == 409
    assert People.objects.filter(pid=person.pid).exists()
