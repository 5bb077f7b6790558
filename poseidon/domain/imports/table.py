"""Reads CSV and TSV into rows that know their line, whatever the delimiter and however quotes are meant.

Two readings are tried. *Plain*: a line is a row and a quote is a character, unless it wraps a whole cell.
*Quoted* (RFC 4180): a quoted cell may hold delimiters and line breaks. Plain goes first, because a
file that keeps quotes as characters would have lines merged by the other; it holds only if every line
has as many cells as there are headers.
"""

import csv
import io
from dataclasses import dataclass
from typing import Final

from poseidon.domain.imports.errors import FileRefusedError

_DELIMITERS: Final = ("\t", ";", ",", "|")
_NAMES: Final = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar"}
_ENDS: Final = "\r\n"

csv.field_size_limit(64 * 1024 * 1024)


@dataclass(slots=True)
class Row:
    """The cells of one record and the line it starts on (the header is line 1)."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """Headers and rows; every row has as many cells as there are headers."""

    headers: list[str]
    rows: list[Row]
    delimiter: str

    @property
    def delimiter_name(self) -> str:
        """For messages: "tab"."""
        return _NAMES[self.delimiter]


def read_table(text: str) -> Table:
    """The table in `text`. FileRefusedError names the line of the first row that does not fit the headers."""
    if "\0" in text:
        raise FileRefusedError("holds NUL characters: it is no text", place=_line_of(text, text.index("\0")))
    delimiter = sniff_delimiter(text)
    plain = _read_plain(text, delimiter)
    if len(plain) < 2:
        raise FileRefusedError("has a line of headers, but no rows below it")
    misfit = _misfit(plain)
    if misfit is None:
        return _table(plain, delimiter)
    try:
        quoted = _read_quoted(text, delimiter)
    except csv.Error as error:
        raise misfit from error
    other = _misfit(quoted)
    if other is not None:
        raise misfit if delimiter == "\t" else other
    return _table(quoted, delimiter)


def sniff_delimiter(text: str) -> str:
    """The delimiter that the line of headers has most of. FileRefusedError where it has none."""
    header = text.lstrip(_ENDS).splitlines()[0] if text.strip() else ""
    best = max(_DELIMITERS, key=header.count)
    if not header.count(best):
        reason = "no tab, semicolon, comma or bar separates its headers: it is not CSV or TSV"
        raise FileRefusedError(reason, place="line 1")
    return best


def _read_plain(text: str, delimiter: str) -> list[Row]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    numbered = enumerate(lines, start=1)
    return [
        Row(number, [_unwrap(cell) for cell in line.split(delimiter)])
        for number, line in numbered
        if line.strip()
    ]


def _read_quoted(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, line = [], 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append(Row(line, cells))
        line = reader.line_num + 1
    return rows


def _unwrap(cell: str) -> str:
    """`cell` without the quotes around it and with doubled ones inside single, where it is wrapped so."""
    if len(cell) < 2 or cell[0] != '"' or cell[-1] != '"':
        return cell
    inner = cell[1:-1]
    return cell if '"' in inner.replace('""', "") else inner.replace('""', '"')


def _misfit(rows: list[Row]) -> FileRefusedError | None:
    wanted = len(rows[0].cells)
    row = next((row for row in rows if len(row.cells) != wanted), None)
    if row is None:
        return None
    last = rows[0].cells[min(len(row.cells), wanted) - 1]
    return FileRefusedError(
        f"has {len(row.cells)} cells, but there are {wanted} headers (it ends at column {last!r}); "
        "a line break or a delimiter inside a cell needs quotes around that cell",
        place=f"line {row.line}",
    )


def _table(rows: list[Row], delimiter: str) -> Table:
    return Table([header.strip() for header in rows[0].cells], rows[1:], delimiter)


def _line_of(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return f"line {line}"
