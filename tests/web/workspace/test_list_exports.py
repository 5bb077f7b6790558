"""Exports hold exactly the rows that the list shows, in its order and columns, of its tenant and no other."""

import csv
import io
import json
import re
import zipfile

import pytest
from defusedxml import ElementTree
from django.test import Client

from poseidon.domain.exports import streaming
from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.web.conftest import DATABASES, CountQueries, SignIn
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

Rows = list[list[str]]


def export(client: Client, path: str, **query: object) -> bytes:
    answer = client.get(f"/TESTCLIENT/{path}/export/", {"format": "csv", **query})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def rows_of(content: bytes) -> Rows:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def shown(page: str) -> Rows:
    """The table on a page, as text."""
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    cells = (re.findall(r"<t[hd] .*?</t[hd]>", row, re.DOTALL) for row in body.split("</tr>")[:-1])
    return [[re.sub(r"<[^>]*>", "", cell).strip().replace("–", "") for cell in row] for row in cells]


@pytest.mark.parametrize("sort", ["name", "-city", "pid"])
def test_filtered_export_is_what_the_page_shows(sort: str, viewer: Client, look: Look) -> None:
    for number in range(30):
        factories.PeopleFactory(city=f"City {number * 7 % 11}", country="Sweden" if number % 3 else "Norway")
    query = {"country": "Sweden", "sort": sort, "columns": ["city", "email"]}
    content = rows_of(export(viewer, "people", **query))
    assert content[0] == ["Name", "E-mail", "City"]
    assert content[1:] == shown(look("people/", **query))
    assert len(content) == 21


def test_batches_leave_no_row_out_and_none_twice(viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "ROWS_A_BATCH", 7)
    monkeypatch.setattr(streaming, "KEYS_A_WINDOW", 11)
    pids = [factories.PeopleFactory(first_name="Same", last_name=None).pid for _ in range(40)]
    rows = rows_of(export(viewer, "people", columns="pid"))
    assert [int(row[1]) for row in rows[1:]] == pids


def test_export_of_nothing_is_its_heads(viewer: Client) -> None:
    assert rows_of(export(viewer, "people", q="zzz", columns="email")) == [["Name", "E-mail"]]
    assert json.loads(export(viewer, "people", q="zzz", format="json")) == []
    assert xlsx_rows(export(viewer, "people", q="zzz", columns="email", format="xlsx")) == [
        ["Name", "E-mail"]
    ]


def test_every_list_is_exported_with_every_column(viewer: Client) -> None:
    factories.PlanionContainerFactory(code="38C3")
    person = factories.PeopleFactory(first_name="Ada", last_name="L")
    session = factories.SessionFactory(conference_code="38C3", title="Talk")
    factories.SessionPersonFactory(session=session, pid=person.pid, role="chair")
    abstract = factories.AbstractFactory(conference_code="38C3", presenter_pid=person.pid)
    factories.AbstractAuthorsFactory(abstract=abstract, pid=person.pid)
    factories.RegistrationFactory(pid=person.pid, conference_code="38C3")
    for entity, key in (("person", person), ("session", session), ("abstract", abstract)):
        field = factories.CstmFldsFactory(entity=entity, key="diet", label="Diet")
        factories.CstmValsFactory(field=field, row_key=str(key.pk), value="Vegan")
    for path, expected in {
        "people": {"name": "Ada L", "sessions": 1, "abstracts": 1, "custom.diet": "Vegan"},
        "sessions": {"start": "2024-12-27T11:00:00+01:00", "day": "2024-12-27", "people": ["Ada L (chair)"]},
        "abstracts": {"authors": ["Ada L"], "presenter": "Ada L", "custom.diet": "Vegan"},
        "registrations": {"person": "Ada L", "amount": "120.00", "paid": True},
    }.items():
        page = viewer.get(f"/TESTCLIENT/{path}/").text
        names = re.findall(r'name="columns" value="([^"]+)"', page)
        query = {"columns": names, "conference": "38C3"}
        (row,) = json.loads(export(viewer, path, format="json", **query))
        assert sorted(row) == sorted(names)
        assert {name: row[name] for name in expected} == expected
        assert len(rows_of(export(viewer, path, **query))) == 2
        assert len(xlsx_rows(export(viewer, path, format="xlsx", **query))) == 2


def test_times_say_their_zone(viewer: Client) -> None:
    factories.PlanionContainerFactory(code="38C3", timezone="Europe/Berlin")
    factories.SessionFactory(conference_code="38C3")
    for query, head, start in [
        ({"conference": "38C3"}, "Start (Europe/Berlin)", "2024-12-27 11:00:00"),
        ({}, "Start (UTC)", "2024-12-27 10:00:00"),
    ]:
        heads, row = rows_of(export(viewer, "sessions", columns="start", **query))
        assert (heads[1], row[1]) == (head, start)


FORMULAS = (
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1",
    " =1+1",
    "＝1+1",  # noqa: RUF001 - the full-width sign is meant
    "%x",
    "|x",
)


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(formula: str, viewer: Client) -> None:
    factories.PeopleFactory(first_name="Ada", organisation=formula)
    field = factories.CstmFldsFactory(key="x", label=formula)
    factories.CstmValsFactory(field=field, row_key=str(People.objects.get().pid), value=formula)
    columns = ["organisation", "custom.x"]
    heads, row = rows_of(export(viewer, "people", columns=columns))
    for cell in (row[1], row[2], heads[2]):
        assert cell.startswith("'"), cell
    assert b"<f>" not in sheet_of(export(viewer, "people", columns=columns, format="xlsx"))


def test_numbers_and_dates_stay_what_they_are(viewer: Client) -> None:
    factories.RegistrationFactory(amount="-12.50", registered_at=factories.MORNING)
    row = rows_of(export(viewer, "registrations", columns="amount,registered_at,paid"))[1]
    assert row[1:] == ["-12.50", "yes", "2024-12-27 10:00:00"]
    sheet = sheet_of(export(viewer, "registrations", columns="amount", format="xlsx"))
    assert re.search(rb"<v>-12\.50?</v>", sheet)


def test_text_of_any_kind_survives(viewer: Client) -> None:
    text = 'Zoë "日本 🎉"; a,b\nsecond line'
    factories.PeopleFactory(organisation=text, biography="x" * 40_000, city=None)
    query = {"columns": "organisation,biography,city"}
    assert rows_of(export(viewer, "people", **query))[1][1:] == [text, "", "x" * 40_000]
    assert json.loads(export(viewer, "people", format="json", **query))[0]["organisation"] == text
    cells = xlsx_rows(export(viewer, "people", format="xlsx", **query))[1]
    assert cells[1] == text
    assert len(cells[-1]) == 32_767


def test_streams_of_two_tenants_do_not_mix(client_of: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are consumed when the middleware has long returned, in turns, from inside the wrong tenant."""
    monkeypatch.setattr(streaming, "ROWS_A_BATCH", 2)
    for tenant in ("TESTCLIENT", "OTHERCLIENT"):
        with tenant_context(tenant):
            for pid in range(1, 8):
                person = factories.PeopleFactory(pid=pid, first_name=tenant, last_name=str(pid))
                field = factories.CstmFldsFactory(id=pid, key="whose", label="Whose")
                factories.CstmValsFactory(field=field, row_key=str(person.pid), value=f"of {tenant}")
    query = {"format": "csv", "columns": "custom.whose,sessions"}
    ours = client_of("viewer").get("/TESTCLIENT/people/export/", query)
    theirs = client_of("stranger").get("/OTHERCLIENT/people/export/", query)
    pieces: dict[str, list[bytes]] = {"TESTCLIENT": [], "OTHERCLIENT": []}
    with tenant_context("OTHERCLIENT"):
        for ours_piece, theirs_piece in zip(ours.streaming_content, theirs.streaming_content, strict=True):
            pieces["TESTCLIENT"].append(ours_piece)
            pieces["OTHERCLIENT"].append(theirs_piece)
    for tenant, other in (("TESTCLIENT", "OTHERCLIENT"), ("OTHERCLIENT", "TESTCLIENT")):
        content = b"".join(pieces[tenant]).decode()
        assert content.count(f"of {tenant}") == 7
        assert other not in content


def test_queries_grow_with_batches_and_not_with_rows(
    viewer: Client, count_queries: CountQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for more in (1, 2, 20):
        for _ in range(more):
            factories.SessionPersonFactory()
        with count_queries() as counts:
            export(viewer, "people")
        seen.append(counts)
    assert seen[0] == seen[1] == seen[2]
    assert seen[0]["OTHERCLIENT"] == 0
    monkeypatch.setattr(streaming, "ROWS_A_BATCH", 10)
    with count_queries() as counts:
        export(viewer, "people")
    assert counts["TESTCLIENT"] == seen[0]["TESTCLIENT"] + 2 * 3  # rows, sessions, abstracts


@pytest.mark.parametrize("ending", ["", "exe", "csv/.."])
def test_format_that_there_is_none_of_is_not_found(ending: str, viewer: Client) -> None:
    assert viewer.get("/TESTCLIENT/people/export/", {"format": ending}).status_code == 404


def test_file_says_what_it_is_of(viewer: Client) -> None:
    answer = viewer.get("/TESTCLIENT/people/export/", {"format": "xlsx", "conference": "38C3"})
    assert re.search(
        r'filename="people-TESTCLIENT-38C3-\d{4}-\d\d-\d\d\.xlsx"', answer["Content-Disposition"]
    )
    assert "no-store" in answer["Cache-Control"]


def sheet_of(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml")


def xlsx_rows(content: bytes) -> Rows:
    """The texts of the first sheet; numbers as they are written."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rows = ElementTree.fromstring(sheet_of(content)).iter(f"{space}row")
    return [["".join(cell.itertext()) for cell in row] for row in rows]
