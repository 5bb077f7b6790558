"""Addresses that somebody edited, kept for a year or got from a colleague lead to a page that helps, and to
the rows that they name; never to an error."""

import random
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client

from poseidon.web.listing import ROWS_A_PAGE
from tests import factories
from tests.web.conftest import DATABASES, SignIn
from tests.web.html import problems_of
from tests.web.workspace.conftest import Look
from tests.web.workspace.test_list_columns import heads, leads

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

PATHS = ("people", "sessions", "abstracts", "registrations")
CHANGES = {
    "people": "public-yes",
    "sessions": "public-no",
    "abstracts": "status-accepted",
    "registrations": "paid-yes",
}
NAMES = (
    *(
        "q",
        "conference",
        "status",
        "track",
        "type",
        "category",
        "country",
        "mail",
        "public",
        "presenter",
        "room",
    ),
    *("day", "language", "people", "speaker", "chair", "paid", "cancelled", "since", "until", "custom.diet"),
    *("custom.gone", "custom.", "sort", "columns", "after", "before", "page", "scope", "row", "nothing"),
)
VALUES = (
    *(
        "",
        "none",
        "some",
        "yes",
        "no",
        "end",
        "-",
        "--name",
        "-name",
        "name",
        "custom.diet",
        "-custom.diet",
        "id",
    ),
    *(
        "38C3",
        "GONE",
        "0",
        "-1",
        "1e9",
        "2147483648",
        "9" * 40,
        "٣",
        "2024-12-27",
        "2024-02-30",
        "0000-00-00",
    ),
    *(
        "9999-12-31",
        "0001-01-01",
        "2024-W52-5",
        "24:00",
        "🎉",
        "Zoë",
        "שלום\u202e",
        "a\0b",
        "\r\nX: y",
        "%",
        "_",
        "\\",
    ),
    *("'", '"', "<b>", "{{ x }}", "../..", "x" * 10_000, "x," * 5_000, "eyJhIjoxfQ:1abc:def", "W10:1vAAAA:x"),
)


@pytest.fixture
def rows(in_tenant: None) -> None:
    """One or two rows in each list."""
    factories.PlanionContainerFactory(code="38C3")
    person = factories.PeopleFactory(first_name="Zoë", last_name="Åström", country=None)
    field = factories.CstmFldsFactory(key="diet", type="choice", choices="Meat\nZoë")
    factories.CstmValsFactory(field=field, row_key=str(person.pid), value="Zoë")
    session = factories.SessionFactory(conference_code="38C3")
    factories.SessionPersonFactory(session=session, pid=person.pid)
    factories.AbstractFactory(conference_code="GONE", presenter_pid=person.pid)
    factories.RegistrationFactory(pid=987654, conference_code="GONE", registered_at=None)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("path", PATHS)
def test_whatever_an_address_says_there_is_a_page_a_file_and_a_preview(path: str, client_of: SignIn) -> None:
    chance, editor = random.Random(path), client_of("editor")
    for _ in range(4):
        query = urlencode(
            [(chance.choice(NAMES), chance.choice(VALUES)) for _ in range(chance.randint(1, 9))]
        )
        page = editor.get(f"/TESTCLIENT/{path}/?{query}")
        assert page.status_code == 200, query
        assert problems_of(page.text) == [], query
        assert "<tbody>" in page.text or "Nothing matches" in page.text, query
        ending = chance.choice(("csv", "json", "xlsx"))
        answer = editor.get(f"/TESTCLIENT/{path}/export/?{query}&format={ending}")
        assert answer.status_code == 200, query
        assert b"".join(answer.streaming_content), query
        answer = editor.get(f"/TESTCLIENT/{path}/bulk/?{query}&change={CHANGES[path]}")
        assert answer.status_code == 200, query


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("code", ["GONE", "🎉"])
def test_conference_that_is_gone_says_so_and_leads_on(path: str, code: str, look: Look) -> None:
    page = look(f"{path}/", conference=code)
    assert "Nothing matches" in page
    assert '<a href="?">Show everything</a>' in page


def test_rows_of_a_conference_that_is_gone_are_found_by_its_code(look: Look) -> None:
    factories.SessionFactory(conference_code="GONE", title="Lost")
    factories.SessionFactory(title="Other")
    page = look("sessions/", conference="GONE")
    assert leads(page) == ["Lost"]
    assert '<option value="GONE" selected>' in page
    assert "Start (UTC)" in heads(page)


@pytest.mark.parametrize("sort", ["-custom.diet", "--name"])
def test_order_that_is_none_is_the_usual_one_and_pages_on(sort: str, look: Look) -> None:
    for number in range(ROWS_A_PAGE + 2):
        factories.PeopleFactory(first_name="", last_name=f"P{number:03}")
    factories.CstmFldsFactory(key="diet")
    page = look("people/", sort=sort, columns="custom.diet")
    assert leads(page)[:2] == ["P000", "P001"]
    following = re.search(r'rel="next" href="\?([^"]*)"', page)
    assert following
    assert leads(look(f"people/?{unescape(following[1])}")) == ["P050", "P051"]


def test_file_of_an_address_in_the_middle_of_a_list_holds_all_of_it(viewer: Client, look: Look) -> None:
    factories.PeopleFactory.create_batch(ROWS_A_PAGE + 2)
    following = re.search(r'rel="next" href="\?([^"]*)"', look("people/"))
    assert following
    answer = viewer.get(f"/TESTCLIENT/people/export/?{unescape(following[1])}&format=csv")
    assert len(b"".join(answer.streaming_content).splitlines()) == 1 + ROWS_A_PAGE + 2


@pytest.mark.usefixtures("rows")
def test_place_in_one_list_is_the_beginning_of_another(look: Look) -> None:
    factories.PeopleFactory.create_batch(ROWS_A_PAGE + 1)
    following = re.search(r'rel="next" href="\?([^"]*)"', look("people/", sort="pid"))
    assert following
    for path in PATHS[1:]:
        for sort in ("", "&sort=id"):
            assert leads(look(f"{path}/?{unescape(following[1])}{sort}")) == leads(look(f"{path}/")), path
