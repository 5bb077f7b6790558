"""Saving a row that is there: what nobody touched stays as the older product left it, and what somebody else
changed meanwhile is not overwritten unseen."""

import html
import re

import pytest
from django.db import connections
from django.test import Client

from poseidon.models import Abstract, ChangeRecord, City, People, PlanionContainer
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.web.conftest import DATABASES, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)

BASE = "/TESTCLIENT/admin/poseidon/"


@pytest.fixture
def editor(client_of: SignIn) -> Client:
    return client_of("editor")


@pytest.fixture
def ada() -> People:
    with tenant_context("TESTCLIENT"):
        return factories.PeopleFactory(
            first_name="Ada", last_name=" King ", organisation="", biography="One\r\nTwo", email=None
        )


def opened(client: Client, address: str) -> dict[str, str]:
    """What a browser would send back from the page if nobody touched it."""
    form = client.get(address).context["adminform"].form
    sent = {}
    for bound in form:
        value = bound.field.prepare_value(bound.initial)
        sent[bound.html_name] = "" if value is None else str(value)
    seen = re.search(r'name="_seen" value="([^"]*)"', client.get(address).text)
    return {**sent, "_seen": html.unescape(seen[1]) if seen else ""}


def stored(pid: int) -> People:
    with tenant_context("TESTCLIENT"):
        return People.objects.get(pid=pid)


def test_what_nobody_touched_stays_to_the_blank(editor: Client, ada: People) -> None:
    address = f"{BASE}people/{ada.pid}/change/"
    form = opened(editor, address)
    assert editor.post(address, form).status_code == 302
    with tenant_context("TESTCLIENT"):
        assert not ChangeRecord.objects.filter(action="change").exists()
    assert editor.post(address, {**form, "email": "ada@example.org"}).status_code == 302
    now = stored(ada.pid)
    assert (now.last_name, now.organisation, now.biography) == (" King ", "", "One\r\nTwo")
    with tenant_context("TESTCLIENT"):
        change = ChangeRecord.objects.get(action="change")
        assert (change.before, change.after) == ({"email": None}, {"email": "ada@example.org"})


@pytest.mark.mysql
def test_zero_date_stays_when_another_column_is_saved(editor: Client) -> None:
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3", name="Old")
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("SET sql_mode = ''")
        cursor.execute("UPDATE confrnce SET date = '0000-00-00'")
        cursor.execute("SET sql_mode = 'STRICT_TRANS_TABLES'")
    address = f"{BASE}planioncontainer/38C3/change/"
    assert editor.post(address, {**opened(editor, address), "name": "New"}).status_code == 302
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("SELECT CAST(date AS CHAR), cfname FROM confrnce")
        assert cursor.fetchall() == (("0000-00-00", "New"),)


def test_change_of_somebody_else_is_told_once_and_not_overwritten_unseen(editor: Client, ada: People) -> None:
    address = f"{BASE}people/{ada.pid}/change/"
    form = opened(editor, address)
    with tenant_context("TESTCLIENT"):
        People.objects.filter(pid=ada.pid).update(first_name="Augusta", country="England")
    answer = editor.post(address, {**form, "first_name": "Adelaide"})
    assert answer.status_code == 200
    assert "Somebody else changed this to “Augusta”" in answer.text
    assert "Somebody else changed this to “England”" in answer.text
    assert (stored(ada.pid).first_name, stored(ada.pid).country) == ("Augusta", "England")
    seen = re.search(r'name="_seen" value="([^"]*)"', answer.text)
    assert seen
    again = {**form, "first_name": "Adelaide", "country": "England", "_seen": html.unescape(seen[1])}
    assert editor.post(address, again).status_code == 302
    assert (stored(ada.pid).first_name, stored(ada.pid).country) == ("Adelaide", "England")


def test_row_that_was_deleted_meanwhile_is_not_made_anew(editor: Client, ada: People) -> None:
    address = f"{BASE}people/{ada.pid}/change/"
    form = opened(editor, address)
    with tenant_context("TESTCLIENT"):
        People.objects.all().delete()
    assert "Perhaps it was deleted?" in editor.post(address, form, follow=True).text
    with tenant_context("TESTCLIENT"):
        assert not People.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "[]", "7", '{"first_name": []}', "[" * 5000, '{"nosuch": 1}'])
def test_marks_made_by_hand_are_no_error(seen: str, editor: Client, ada: People) -> None:
    answer = editor.post(f"{BASE}people/{ada.pid}/change/", {"first_name": "Eve", "_seen": seen})
    assert answer.status_code in (200, 302)


def test_key_that_people_type_is_not_changed_and_no_copy_is_made(editor: Client) -> None:
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3", name="Old")
        factories.CityFactory(cityid="HAM")
    for path, form in (
        ("planioncontainer/38C3", {"code": "39C3", "name": "New"}),
        ("city/HAM", {"cityid": "BER", "name": "New"}),
    ):
        assert editor.post(f"{BASE}{path}/change/", form).status_code == 302
    with tenant_context("TESTCLIENT"):
        assert list(PlanionContainer.objects.values_list("code", "name")) == [("38C3", "New")]
        assert list(City.objects.values_list("cityid", "name")) == [("HAM", "New")]


def test_row_whose_form_has_lines_keeps_them_in_its_conference(editor: Client) -> None:
    with tenant_context("TESTCLIENT"):
        author = factories.AbstractAuthorsFactory()
    lines = {"authors-TOTAL_FORMS": "0", "authors-INITIAL_FORMS": "0"}
    address = f"{BASE}abstract/{author.abstract_id}/change/"
    assert editor.post(address, {**opened(editor, address), **lines, "title": "New"}).status_code == 302
    with tenant_context("TESTCLIENT"):
        now = Abstract.objects.get()
        assert (now.title, now.conference_code) == ("New", author.abstract.conference_code)
        assert now.authors.count() == 1
