"""Two editors on one row: the second is told, shown the difference, and overwrites nothing."""

import pytest

from poseidon.models import People
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.editing.conftest import OlderProduct, Open, Send
from tests.web.workspace.editing.filled import filled

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]


@pytest.fixture
def person() -> People:
    return factories.PeopleFactory(pid=7, city="Turin", phone="1", biography="Wrote notes.")


PATH = "people/7/edit/"


def test_conflict_is_shown_with_before_yours_and_theirs(
    person: People, open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    page = open_form(PATH)
    older_product("UPDATE people SET city = 'Rome', country = 'Italy' WHERE pid = 7")
    answer = send(PATH, page, city="Milan", phone="2")
    assert answer.status_code == 409
    for text in ("was changed meanwhile", "Turin", "Milan", "Rome", "Italy", "Phone"):
        assert text in answer.text
    person.refresh_from_db()
    assert (person.city, person.country, person.phone) == ("Rome", "Italy", "1")


@pytest.mark.parametrize(("keep", "city"), [("theirs", "Rome"), ("yours", "Milan")])
def test_person_decides_field_by_field(
    keep: str, city: str, person: People, open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    page = open_form(PATH)
    older_product("UPDATE people SET city = 'Rome', country = 'Italy' WHERE pid = 7")
    conflict = send(PATH, page, city="Milan", phone="2", biography="Wrote\r\nmore.")
    answer = send(PATH, conflict.text, keep__city=keep)
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.city, person.country, person.phone) == (city, "Italy", "2")
    assert person.biography.split() == ["Wrote", "more."]


def test_undecided_conflict_is_asked_again(
    person: People, open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    page = open_form(PATH)
    older_product("UPDATE people SET city = 'Rome', phone = '3' WHERE pid = 7")
    conflict = send(PATH, page, city="Milan", phone="2")
    again = send(PATH, conflict.text, keep__city="yours")
    assert again.status_code == 409
    assert "keep.phone" in again.text
    assert send(PATH, again.text, keep__phone="theirs").status_code == 302
    person.refresh_from_db()
    assert (person.city, person.phone) == ("Milan", "3")


def test_third_change_while_deciding_is_a_conflict_again(
    person: People, open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    page = open_form(PATH)
    older_product("UPDATE people SET city = 'Rome' WHERE pid = 7")
    conflict = send(PATH, page, city="Milan")
    older_product("UPDATE people SET city = 'Pisa' WHERE pid = 7")
    again = send(PATH, conflict.text, keep__city="yours")
    assert again.status_code == 409
    assert "Pisa" in again.text
    person.refresh_from_db()
    assert person.city == "Pisa"
    assert send(PATH, again.text, keep__city="yours").status_code == 302
    person.refresh_from_db()
    assert person.city == "Milan"


def test_disjoint_changes_merge_and_the_page_says_so(
    person: People, open_form: Open, send: Send, older_product: OlderProduct, admin: object
) -> None:
    page = open_form(PATH)
    older_product("UPDATE people SET city = 'Rome' WHERE pid = 7")
    answer = send(PATH, page, phone="2")
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.city, person.phone) == ("Rome", "2")
    told = admin.get(answer["Location"]).text
    assert "Saved: Phone." in told
    assert "City: Turin → Rome" in told


def test_both_wrote_the_same(
    person: People, open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    page = open_form(PATH)
    older_product("UPDATE people SET city = 'Rome' WHERE pid = 7")
    assert send(PATH, page, city="Rome").status_code == 302


def test_row_that_was_deleted_meanwhile_is_404(
    person: People, open_form: Open, send: Send, older_product: OlderProduct, admin: object
) -> None:
    page = open_form(PATH)
    older_product("DELETE FROM people WHERE pid = 7")
    assert admin.post(f"/TESTCLIENT/{PATH}", filled(page, city="Rome")).status_code == 404
