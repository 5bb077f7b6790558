"""Paging by the last row seen: both ways, whatever happens to the rows meanwhile."""

import re
from html import unescape
from urllib.parse import parse_qsl

import pytest
from django.db import connections

from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from poseidon.web.listing import ROWS_A_PAGE
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]


def pids(page: str) -> list[int]:
    return [int(pid) for pid in re.findall(r'class="strong" href="/TESTCLIENT/people/(\d+)/"', page)]


def link(page: str, rel: str) -> dict[str, str]:
    """What the link says to the server; empty where there is none."""
    found = re.search(rf'<a rel="{rel}" href="\?([^"]*)"', page)
    return dict(parse_qsl(unescape(found[1]))) if found else {}


def walk(look: Look, rel: str, start: str, **query: str) -> list[list[int]]:
    page, pages = start, [pids(start)]
    while (asked := link(page, rel)) and len(pages) < 10:
        page = look("people/", **query, **{name: value for name, value in asked.items() if name not in query})
        pages.append(pids(page))
    return pages


def add_people(number: int) -> None:
    """Some without a name, some with the same, in several cases."""
    names = (None, "", "Berg", "berg", "Åström", "Zoë")
    People.objects.bulk_create(
        People(pid=1000 + n, first_name=names[n % 5], last_name=names[n % 6]) for n in range(number)
    )


@pytest.mark.parametrize("sort", ["name", "-name", "country", "-updated_at", "public"])
def test_both_ways_show_every_row_once_and_in_one_order(sort: str, look: Look) -> None:
    add_people(130)
    forth = walk(look, "next", look("people/", sort=sort), sort=sort)
    assert [len(page) for page in forth] == [50, 50, 30]
    every = [pid for page in forth for pid in page]
    assert sorted(every) == list(range(1000, 1130))
    back = walk(look, "prev", look("people/", sort=sort, before="end"), sort=sort)
    assert [pid for page in reversed(back) for pid in page][-100:] == every[-100:]
    assert back[-1] == forth[0]


def test_rows_that_come_and_go_shift_no_page(look: Look) -> None:
    add_people(130)
    first = look("people/", sort="pid")
    People.objects.filter(pid__in=(1000, 1010, 1049)).delete()  # the last one is where the next page begins
    People.objects.create(pid=1)
    second = look("people/", sort="pid", after=link(first, "next")["after"])
    assert pids(second) == list(range(1050, 1100))  # an offset would have shown two of them on no page


def test_page_whose_rows_are_gone_shows_the_first(look: Look) -> None:
    add_people(60)
    after = link(look("people/", sort="pid"), "next")["after"]
    People.objects.filter(pid__gte=1050).delete()
    assert pids(look("people/", sort="pid", after=after)) == list(range(1000, 1050))


@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize("nonsense", ["0", "x", "eyJ4IjoxfQ:1:2", "日本 🎉", "\0"])
def test_place_that_is_none_shows_the_first_page(name: str, nonsense: str, look: Look) -> None:
    add_people(60)
    assert pids(look("people/", **{name: nonsense, "sort": "pid"})) == list(range(1000, 1050))


def test_place_in_one_list_is_none_in_another(look: Look, client_of: object) -> None:
    """Nor in another order, or tenant: the first page is shown instead."""
    add_people(60)
    after = link(look("people/", sort="pid"), "next")["after"]
    assert pids(look("people/", sort="pid", after=after)) == list(range(1050, 1060))
    assert len(pids(look("people/", sort="-pid", after=after))) == 50
    with tenant_context("OTHERCLIENT"):
        factories.PeopleFactory(pid=7)
    page = client_of("stranger").get("/OTHERCLIENT/people/", {"sort": "pid", "after": after}).text
    assert "/OTHERCLIENT/people/7/" in page


@pytest.mark.mysql
def test_zero_dates_send_nobody_round_in_circles(look: Look) -> None:
    add_people(130)
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("SET SESSION sql_mode = ''")
        cursor.execute("UPDATE people SET created_at = '0000-00-00 00:00:00' WHERE pid < 1110")
        cursor.execute("UPDATE people SET created_at = '2024-00-00 00:00:00' WHERE pid < 1030")
        cursor.execute("UPDATE people SET created_at = NULL WHERE pid < 1010")
    pages = walk(look, "next", look("people/", sort="created_at"), sort="created_at")
    assert [len(page) for page in pages] == [50, 50, 30]
    assert len({pid for page in pages for pid in page}) == 130


def test_paging_keeps_filter_order_and_columns(look: Look) -> None:
    factories.PeopleFactory.create_batch(ROWS_A_PAGE + 1, last_name="Many")
    page = look("people/", q="many", sort="-name", columns="email")
    assert {**link(page, "next"), "after": ""} == {
        "q": "many",
        "sort": "-name",
        "columns": "email",
        "after": "",
    }


def test_count_is_exact_while_it_is_cheap(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    add_people(60)
    assert '<p class="total">60</p>' in look("people/")
    monkeypatch.setattr("poseidon.commons.row_counts.COUNTED", 20)
    assert '<p class="total">more than 20</p>' in look("people/", q="berg")
