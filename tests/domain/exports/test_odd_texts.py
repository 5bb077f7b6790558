"""Whatever text stands in a row, each format gives it back to a program that reads the format."""

import csv
import datetime
import io
import json
import re
import zipfile

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from poseidon.domain.exports import xlsx_file
from poseidon.domain.exports.formats import written
from poseidon.domain.exports.texts import Sheet
from poseidon.domain.listings.columns import Column, Kind
from poseidon.domain.listings.reading import Batch

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.text("=+-@|%＝＋－＠'\t\r\n \N{NO-BREAK SPACE}1aA(),;\"_x05\ufeff\ufffe\x0b\x1f🎉", max_size=12),  # noqa: RUF001
    st.from_regex(r"_x[0-9A-F]{4}_", fullmatch=True),
)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=8)
OBEYED = re.compile(r"(?:[\t\r\n\v\f \u00a0]\s*)?[=+\-@|%＝＋－＠]")  # noqa: RUF001 - the full-width ones are meant
NUMBER = re.compile(r"[+-]?[\d.,]*\d[%\d.,]*")


def made(ending: str, table: list[list[str | None]]) -> bytes:
    columns = [Column(name=name, label=name, kind=Kind.TEXT) for name in ("a", "b")]
    values = [list(column) for column in zip(*table, strict=True)] or [[], []]
    batches = [Batch(list(range(len(table))), values)]
    return b"".join(written(ending, Sheet(columns, datetime.UTC), batches, "Odd"))


def xlsx_rows(content: bytes, sheet: int = 1) -> list[dict[str, str]]:
    """Cells by column letter, control characters as the format writes them read back."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        rows = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml")).iter(f"{SPACE}row")
        found = [{cell.get("r")[0]: "".join(cell.itertext()) for cell in row} for row in rows]
    return [{letter: _unescaped(text) for letter, text in row.items()} for row in found]


def _unescaped(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


@given(TABLES)
def test_json_gives_every_text_back(table: list[list[str | None]]) -> None:
    assert [list(row.values()) for row in json.loads(made("json", table))] == table


@given(TABLES)
def test_csv_gives_back_what_no_spreadsheet_would_run(table: list[list[str | None]]) -> None:
    content = made("csv", table)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode()[1:], newline="")))[1:]
    assert len(rows) == len(table)
    for given_row, row in zip(table, rows, strict=True):
        for text, cell in zip(given_row, row, strict=True):
            if OBEYED.match(cell):
                assert NUMBER.fullmatch(cell), (text, cell)
            if not OBEYED.match(text or ""):
                assert cell == (text or "")
            else:
                assert cell.replace("\\|", "|").removeprefix("'") == (text or "").removeprefix("'")


@settings(max_examples=20)
@given(TABLES)
def test_xlsx_gives_every_text_back_and_has_no_formula(table: list[list[str | None]]) -> None:
    content = made("xlsx", table)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    rows = xlsx_rows(content)[1:]
    filled = [row for row in table if any(row)]
    expected = [{letter: text for letter, text in zip("AB", row, strict=True) if text} for row in filled]
    assert [_lines(row) for row in rows] == [_lines(row) for row in expected]


def _lines(row: dict[str, str]) -> dict[str, str]:
    """XML reads every end of a line as a line feed."""
    return {letter: text.replace("\r\n", "\n").replace("\r", "\n") for letter, text in row.items()}


@pytest.mark.parametrize(("number", "sheets"), [(3, [3]), (4, [3, 1]), (7, [3, 3, 1])])
def test_rows_beyond_a_sheet_stand_on_the_next(
    number: int, sheets: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_file, "ROWS_A_SHEET", 3)
    content = made("xlsx", [[f"row {n}", "x"] for n in range(number)])
    found = [xlsx_rows(content, place) for place in range(1, len(sheets) + 1)]
    assert [len(rows) - 1 for rows in found] == sheets
    assert all(rows[0] == {"A": "a", "B": "b"} for rows in found)
    assert [row["A"] for rows in found for row in rows[1:]] == [f"row {n}" for n in range(number)]
