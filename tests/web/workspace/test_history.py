"""The history's filters, pages and files agree with the table, counted independently."""

import csv
import datetime as dt
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from typing import Final

import pytest
from django.test import Client

from poseidon.models import ChangeRecord, Room
from poseidon.tenancy.api import tenant_context
from poseidon.web.workspace import history_export
from tests.web.conftest import DATABASES, SignIn
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

NIGHT: Final = dt.datetime(2026, 3, 29, 0, 0, tzinfo=dt.UTC)  # Berlin's clocks go forward
ACTORS: Final = (
    "Ada  Lovelace",
    "ada lovelace",
    " padded ",
    "Ærø “☃” 🏯",
    "<b>&",
    "=cmd|' /C calc'!A0",
    "command x",
)
ENTITIES: Final = ("People", "Room", "Registration", "Gone")
CODES: Final = (None, "38C3", "38c3", "A&B/ü")
Keep = Callable[[ChangeRecord], bool]


@pytest.fixture
def records() -> list[ChangeRecord]:
    """The same few moments again and again, so that pages must tell records apart by more than time."""
    chance = random.Random(7)
    made = [
        ChangeRecord(
            id=number,
            at=NIGHT + dt.timedelta(hours=12 * chance.randrange(-4, 5), microseconds=-chance.randrange(2)),
            actor=chance.choice(ACTORS),
            source=chance.choice(ChangeRecord.Source.values),
            action=chance.choice(ChangeRecord.Action.values),
            entity=chance.choice(ENTITIES),
            row_key=str(number),
            row_label=f"Row {number:03}",
            conference_code=chance.choice(CODES),
            before={"name": "was\nso"},
            after={"name": "=1+1", "gone": None, "public": True},
        )
        for number in chance.sample(range(1, 999), 130)
    ]
    ChangeRecord.objects.bulk_create(made)
    return made


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


ASKED: Final[list[tuple[dict[str, str], Keep]]] = [
    ({}, lambda _r: True),
    *(({"actor": name}, lambda r, name=name: r.actor == name) for name in ACTORS),
    ({"entity": "Room"}, lambda r: r.entity == "Room"),
    ({"entity": "room"}, lambda _r: False),
    ({"source": "import", "entity": "Gone"}, lambda r: (r.source, r.entity) == ("import", "Gone")),
    ({"conference": "38C3"}, lambda r: (r.conference_code or "").lower() == "38c3"),
    ({"conference": " A&B/ü "}, lambda r: r.conference_code == "A&B/ü"),
    ({"from": "2026-03-29", "to": "2026-03-29"}, lambda r: r.at.date() == day("2026-03-29")),
    ({"from": "2026-03-30"}, lambda r: r.at.date() >= day("2026-03-30")),
    ({"to": "2026-03-27"}, lambda r: r.at.date() <= day("2026-03-27")),
    ({"from": "2026-03-30", "to": "2026-03-28"}, lambda _r: False),
    ({"from": "29.3.2026", "to": "0000-00-00", "entity": ""}, lambda _r: True),
]


def labels(page: str) -> list[str]:
    return re.findall(r">(Row \d\d\d)<", page)


def export(client: Client, ending: str, **query: str) -> bytes:
    answer = client.get("/TESTCLIENT/history/export/", {"format": ending, **query})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("query", "keep"), ASKED, ids=lambda value: str(value) if isinstance(value, dict) else ""
)
def test_pages_both_ways_and_file_are_what_was_asked(
    query: dict[str, str],
    keep: Keep,
    records: list[ChangeRecord],
    look: Look,
    viewer: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history_export, "ROWS_A_BATCH", 9)
    chosen = sorted((r for r in records if keep(r)), key=lambda r: (r.at, r.id), reverse=True)
    expected = [record.row_label for record in chosen]
    pages = [look("history/", **query)]
    while older := re.search(r'rel="next" href="\?([^"]+)"', pages[-1]):
        pages.append(viewer.get(f"/TESTCLIENT/history/?{older[1].replace('&amp;', '&')}").text)
    assert [label for page in pages for label in labels(page)] == expected
    page = pages[-1]
    for before in reversed(pages[:-1]):
        newer = re.search(r'rel="prev" href="\?([^"]+)"', page)
        assert newer
        page = viewer.get(f"/TESTCLIENT/history/?{newer[1].replace('&amp;', '&')}").text
        assert labels(page) == labels(before)
    found = json.loads(export(viewer, "json", **query))
    assert [line["row"] for line in found] == expected
    assert [line["actor"] for line in found] == [record.actor for record in chosen]


def test_file_says_all_that_was_kept_and_runs_no_formula(
    records: list[ChangeRecord], viewer: Client, look: Look
) -> None:
    rows = list(csv.DictReader(io.StringIO(export(viewer, "csv").decode("utf-8-sig"), newline="")))
    newest = max(records, key=lambda record: (record.at, record.id))
    first = rows[0]
    assert first["When (UTC)"] == f"{newest.at:%Y-%m-%d %H:%M:%S}"
    assert (first["Row"], first["Key"]) == (newest.row_label, newest.row_key)
    assert (json.loads(first["Before"]), json.loads(first["After"])) == (newest.before, newest.after)
    cells = {cell for row in rows for cell in row.values()}
    assert not {cell for cell in cells if cell[:1] in "=+@" and cell}
    assert zipfile.ZipFile(io.BytesIO(export(viewer, "xlsx"))).testzip() is None
    assert all(f'value="{ending}">' in look("history/") for ending in ("csv", "xlsx", "json"))


def test_file_of_nothing_and_of_no_format(viewer: Client) -> None:
    assert json.loads(export(viewer, "json")) == []
    assert len(export(viewer, "csv").decode().splitlines()) == 1
    assert viewer.get("/TESTCLIENT/history/export/").status_code == 404
    assert viewer.get("/TESTCLIENT/history/export/?format=exe").status_code == 404


def test_file_is_of_its_own_tenant_wherever_it_is_read(client_of: SignIn) -> None:
    Room.objects.create(name="Ours")
    answer = client_of("viewer").get("/TESTCLIENT/history/export/?format=json")
    with tenant_context("OTHERCLIENT"):
        Room.objects.create(name="Secret")
        content = b"".join(answer.streaming_content).decode()
    assert "Ours" in content
    assert "Secret" not in content
    assert re.search(r'filename="history-TESTCLIENT-\d{4}-\d\d-\d\d\.json"', answer["Content-Disposition"])


def test_changes_made_while_a_file_is_read_are_not_in_it(
    viewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_export, "ROWS_A_BATCH", 2)
    Room.objects.bulk_create([Room(name=f"Room {number}") for number in range(5)])
    pieces = iter(viewer.get("/TESTCLIENT/history/export/?format=json").streaming_content)
    content = next(pieces)
    Room.objects.bulk_create([Room(name=f"Late {number}") for number in range(5)])
    content += b"".join(pieces)
    assert [line["row"] for line in json.loads(content)] == [f"Room {number}" for number in (4, 3, 2, 1, 0)]
