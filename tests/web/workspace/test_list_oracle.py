"""Whatever stands in the rows and whatever is asked, a list's pages and files are what plain SQL gives."""

import datetime
import random
import re
from html import unescape

import pytest
from django.test import Client

from poseidon.models import People
from poseidon.web import listing
from tests.web.conftest import DATABASES, SignIn
from tests.web.workspace import list_oracle
from tests.web.workspace.list_oracle import LISTS, ask_server, csv_of, in_order, json_of, xlsx_of

pytestmark = [
    pytest.mark.mysql,  # zero dates, and flags that are neither 0 nor 1
    pytest.mark.django_db(databases=DATABASES),
    pytest.mark.usefixtures("in_tenant"),
]
ROWS = 32


@pytest.fixture
def editor(client_of: SignIn, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Sees pages of 13 rows; to editors a list tells its rows' keys."""
    monkeypatch.setattr(listing.stretch_of, "__defaults__", (13,))
    return client_of("editor")


def look(client: Client, path: str, query: object) -> str:
    answer = client.get(f"/TESTCLIENT/{path}", query)
    assert answer.status_code == 200, (path, query)
    return str(answer.text)


def keys(page: str) -> list[int]:
    return [int(key) for key in re.findall(r'name="row" id="row-\d+" value="(\d+)"', page)]


def follow(client: Client, name: str, page: str, rel: str) -> str | None:
    found = re.search(rf'<a rel="{rel}" href="\?([^"]*)"', page)
    return look(client, f"{name}/?{unescape(found[1])}", None) if found else None


def walk(client: Client, name: str, page: str | None, rel: str) -> list[list[int]]:
    pages = []
    while page is not None:
        pages.append(keys(page))
        page = follow(client, name, page, rel)
    return pages


def export(client: Client, name: str, ending: str, query: dict[str, str]) -> bytes:
    answer = client.get(f"/TESTCLIENT/{name}/export/", {**query, "format": ending})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("name", LISTS)
def test_pages_both_ways_and_files_hold_the_rows_that_sql_finds_in_its_order(
    name: str, editor: Client
) -> None:
    chance = random.Random(name)
    list_oracle.add_odd_rows(ROWS, chance)
    for asked in chance.sample(LISTS[name].asked, 4):
        sort = chance.choice(("", "-")) + chance.choice(list(LISTS[name].sorts))
        expected = in_order(name, sort, asked.where)
        query = {**asked.query, "sort": sort}
        first = look(editor, f"{name}/", query)
        assert f'<p class="total">{len(expected)}</p>' in first, query
        forth = walk(editor, name, first, "next")
        assert [key for page in forth for key in page] == expected, query
        if chance.random() < 0.5:
            continue
        back = walk(editor, name, look(editor, f"{name}/", {**query, "before": "end"}), "prev")
        assert [key for page in back[:-1] for key in page[::-1]] == expected[::-1][: 13 * (len(back) - 1)], (
            query
        )
        assert back[-1] == forth[0]
        told = {"people": "pid"}.get(name, "id")
        rows = json_of(export(editor, name, "json", {**query, "columns": told}))
        assert [row[told] for row in rows] == expected, query


@pytest.mark.parametrize("sort", ["-public", "created_at", "name"])
def test_rows_that_come_and_go_repeat_and_hide_no_other(sort: str, editor: Client) -> None:
    chance = random.Random(sort)
    list_oracle.add_people(range(1000, 1000 + ROWS), chance)
    list_oracle._spoil(chance)
    stayed, shown, came = set(range(1000, 1000 + ROWS)), [], 2000
    page: str | None = look(editor, "people/", {"sort": sort})
    while page is not None:
        shown += keys(page)
        gone = [*chance.sample(sorted(stayed), 2), shown[-1]]  # the next page begins where the last row was
        People.objects.filter(pid__in=gone).delete()
        stayed -= set(gone)
        list_oracle.add_people([came, came + 1, came - 1999], chance)
        came += 2
        page = follow(editor, "people", page, "next") if len(shown) < 3 * ROWS else None
    assert len(shown) == len(set(shown))
    assert stayed <= set(shown)


def test_files_tell_what_stands_in_the_rows(editor: Client) -> None:
    """All three formats cell by cell, against the server's own text of the columns."""
    chance = random.Random(7)
    list_oracle.add_odd_rows(ROWS, chance)
    query = {"sort": "-created_at", "columns": "organisation,public,created_at,custom.size"}
    rows = ask_server(
        "SELECT people.pid, organisation, public, CAST(created_at AS CHAR), value FROM people"
        " LEFT JOIN cstmvals ON rowkey = CAST(people.pid AS CHAR)"
        " AND fldid = (SELECT id FROM cstmflds WHERE fldkey = 'size')"
        " ORDER BY created_at DESC, people.pid DESC"
    )
    as_csv = csv_of(export(editor, "people", "csv", query))[1:]
    as_json = json_of(export(editor, "people", "json", query))
    as_xlsx = xlsx_of(export(editor, "people", "xlsx", query))[1:]
    assert len(as_csv) == len(as_json) == len(as_xlsx) == len(rows) == ROWS
    for row, cells, told, sheet in zip(rows, as_csv, as_json, as_xlsx, strict=True):
        _, organisation, public, created, size = row
        created = None if created is None or "-00" in created else created
        flag = None if public is None else bool(public)
        assert told["organisation"] == organisation
        assert told["public"] is flag
        assert told["created_at"] == (created and created.replace(" ", "T") + "+00:00")
        assert told["custom.size"] == size
        word = {None: "", True: "yes", False: "no"}[flag]
        assert cells[1:] == [_safe(organisation), word, created or "", _safe(size)]
        sheet.extend([("", "")] * (5 - len(sheet)))
        assert [text for _, text in sheet[1:3]] == [organisation or "", word]
        assert _moment(sheet[3]) == (created or "")
        number = size in ("7", "-1.5")
        assert sheet[4] == (("n" if number else "inlineStr", size) if size else ("", ""))


def _safe(text: str | None) -> str:
    """What a spreadsheet might run begins with an apostrophe; a number runs nowhere."""
    return f"'{text}" if text in ("=1+1", "@x", "%_\\") else text or ""


def _moment(cell: tuple[str, str]) -> str:
    """A cell's moment as text; days before March 1900 are texts, the others days since the last of 1899."""
    kind, text = cell
    if kind != "n" or not text:
        return text
    moment = datetime.datetime(1899, 12, 30, tzinfo=datetime.UTC) + datetime.timedelta(float(text))
    return (moment + datetime.timedelta(milliseconds=500)).strftime("%Y-%m-%d %H:%M:%S")
