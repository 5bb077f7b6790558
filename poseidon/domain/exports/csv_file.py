"""CSV for spreadsheets: UTF-8 with a byte order mark, and no cell that one would run as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

# What defusedcsv's writer does to every cell. Only the cells that need it are given to it: its writer takes
# three times as long as everything else together. A test compares the two.
from defusedcsv.csv import _escape as defused

from poseidon.domain.exports.texts import Sheet, headings, texts_of
from poseidon.domain.listings.columns import Column, Kind
from poseidon.domain.listings.reading import Batch

KNOWN: Final = frozenset("=+-@|%")
"""First characters at which defusedcsv looks closer."""
WIDE: Final = frozenset("＝＋－＠")  # noqa: RUF001 - the full-width ones are meant: some spreadsheets obey them
BLANK: Final = frozenset("\t\r\n\v\f \N{NO-BREAK SPACE}")
"""First characters that a spreadsheet may drop before it looks for a formula."""
SUSPECT: Final = KNOWN | WIDE | BLANK
SAFE_KINDS: Final = frozenset((Kind.NUMBER, Kind.FLAG, Kind.DAY, Kind.MOMENT))


def csv_lines(sheet: Sheet, batches: Iterable[Batch]) -> Iterator[bytes]:
    """The file in pieces of a batch each; begins with the headings."""
    yield "\N{ZERO WIDTH NO-BREAK SPACE}".encode() + _written([map(harmless, headings(sheet))])
    for batch in batches:
        cells = [
            _cells(column, texts_of(column, values, sheet.zone))
            for column, values in zip(sheet.columns, batch.values, strict=True)
        ]
        yield _written(zip(*cells, strict=True))


def _cells(column: Column, texts: list[Any]) -> list[Any]:
    if column.kind in SAFE_KINDS:
        return texts
    return [harmless(text) if text and text[0] in SUSPECT else text for text in texts]


def harmless(text: str) -> str:
    """`text` with an apostrophe before it if a spreadsheet might run it."""
    if text[:1] in WIDE or (text[:1] in BLANK and text.lstrip()[:1] in KNOWN | WIDE):
        return f"'{text}"
    return str(defused(text))


def _written(rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "replace")
