"""Reads CSV and TSV into rows that know their line, whatever the delimiter and however quotes are meant.

Two readings are tried. *Plain*: a line is a row and a quote is a character, unless it wraps a whole cell.
*Quoted* (RFC 4180): a quoted cell may hold delimiters and line breaks. One holds only if every row has as
many cells as there are headers. Between tabs plain goes first, because a file that keeps quotes as
characters would have lines merged by the other. Between commas and their like quoted goes first: cells are
full of them, so that the halves of a quoted cell may have as many cells as a row by chance.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from poseidon.domain.imports.errors import FileRefusedError

_DELIMITERS: Final = ("\t", ";", ",", "|")
_NAMES: Final = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar"}
_ENDS: Final = "\r\n"
_LONGEST_HEADERS: Final = 1_000_000
_QUOTED: Final = re.compile('"[^"]*"')
_TOLD_DELIMITER: Final = re.compile(r'"?sep=(.)"?[\t;,|]*\r?\n', re.IGNORECASE)  # what Excel calls for
_NUL: Final = (
    'holds NUL characters: it is no text. If it is UTF-16 (Excel\'s "Unicode text"), name that with '
    "--encoding utf-16; else save it again as CSV UTF-8"
)

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
        raise FileRefusedError(_NUL, place=_place_of(text, text.index("\0")))
    told = _TOLD_DELIMITER.match(text)
    if told:  # a blank line in its place, so that lines keep their numbers
        text = "\n" + text[told.end() :]
    delimiter = told[1] if told and told[1] in _DELIMITERS else sniff_delimiter(text)
    rows = _fitting(text, delimiter)
    if len(rows) < 2:
        raise FileRefusedError("has a line of headers, but no rows below it")
    return Table([header.strip() for header in rows[0].cells], rows[1:], delimiter)


def sniff_delimiter(text: str) -> str:
    """The delimiter that the line of headers has most of, not counting what stands between quotes.

    FileRefusedError where it has none.
    """
    raw = text.lstrip(_ENDS).partition("\n")[0].partition("\r")[0]
    bare = _QUOTED.sub("", text[:_LONGEST_HEADERS].lstrip(_ENDS)).partition("\n")[0]
    best = max(_DELIMITERS, key=lambda delimiter: (bare.count(delimiter), raw.count(delimiter)))
    if best not in bare and best not in raw:
        reason = "no tab, semicolon, comma or bar separates its headers: it is not CSV or TSV"
        raise FileRefusedError(reason, place="line 1")
    return best


def _fitting(text: str, delimiter: str) -> list[Row]:
    """Headers and rows by the first reading that fits; the refusal is that of the likeliest."""
    misfits = []
    for read in _readings(delimiter):
        try:
            rows = read(text, delimiter)
        except csv.Error:
            continue
        misfit = _misfit(rows)
        if misfit is None:
            return rows
        misfits.append(misfit)
    raise misfits[0]  # the plain reading never fails otherwise


def _readings(delimiter: str) -> Iterator[Callable[[str, str], list[Row]]]:
    yield from (_read_plain, _read_quoted) if delimiter == "\t" else (_read_quoted, _read_plain)
    yield _read_spaced


def _read_plain(text: str, delimiter: str) -> list[Row]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    numbered = enumerate(lines, start=1)
    return [
        Row(number, [_unwrap(cell) for cell in line.split(delimiter)])
        for number, line in numbered
        if line.replace(delimiter, "").strip()
    ]


def _read_quoted(text: str, delimiter: str, *, spaced: bool = False) -> list[Row]:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=spaced)
    rows, line = [], 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append(Row(line, cells))
        line = reader.line_num + 1
    return rows


def _read_spaced(text: str, delimiter: str) -> list[Row]:
    """Quoted, with a space after each delimiter, as people type it."""
    return _read_quoted(text, delimiter, spaced=True)


def _unwrap(cell: str) -> str:
    """`cell` without the quotes around it and with doubled ones inside single, where it is wrapped so."""
    if len(cell) < 2 or cell[0] != '"' or cell[-1] != '"':
        return cell
    inner = cell[1:-1]
    return cell if '"' in inner.replace('""', "") else inner.replace('""', '"')


def _misfit(rows: list[Row]) -> FileRefusedError | None:
    wanted = len(rows[0].cells) if rows else 0
    row = next((row for row in rows if len(row.cells) != wanted), None)
    if row is None:
        return None
    last = rows[0].cells[min(len(row.cells), wanted) - 1]
    return FileRefusedError(
        f"has {len(row.cells)} cells, but there are {wanted} headers (it ends at column {last!r}); "
        "a line break or a delimiter inside a cell needs quotes around that cell",
        place=f"line {row.line}",
    )


def _place_of(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return f"line {line}, character {position - text.rfind(chr(10), 0, position)}"
