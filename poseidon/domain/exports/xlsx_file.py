"""XLSX for spreadsheets: one row in memory at a time, the rest in temporary files."""

import datetime
import re
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

import xlsxwriter

from poseidon.domain.exports.texts import Sheet, headings, local, texts_of
from poseidon.domain.listings.columns import Column, Kind
from poseidon.domain.listings.reading import Batch

ROWS_A_SHEET: Final = 1_048_575
"""What a sheet holds below its headings; more rows begin another sheet."""
LONGEST: Final = 32_767
"""Characters that a cell holds; what is longer is cut and ends in an ellipsis."""
EARLIEST: Final = datetime.date(1900, 3, 1)
"""Before it the format's calendar is wrong; such days are written as text."""
_FIGURE: Final = re.compile(r"[+-]?(?=[\d.]{1,15}$)\d+(\.\d+)?", re.ASCII)
"""A number of which a spreadsheet keeps every digit; of more than fifteen it would make noughts."""
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def xlsx_file(sheet: Sheet, batches: Iterable[Batch], title: str) -> IO[bytes]:
    """A temporary file that is gone when it is closed, at its beginning. Texts are never formulas."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book_page: Any = None
        styles = _Styles(book)
        for number, row in enumerate(_rows(sheet, batches)):
            at = number % ROWS_A_SHEET
            if at == 0:
                book_page = _new_page(book, sheet, title, number // ROWS_A_SHEET, styles)
            for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                if value is not None and value != "":
                    styles.write(book_page, at + 1, place, column, value)
        if book_page is None:
            _new_page(book, sheet, title, 0, styles)
    file.seek(0)
    return file


def _rows(sheet: Sheet, batches: Iterable[Batch]) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        columns = [
            _cells(column, values, sheet.zone)
            for column, values in zip(sheet.columns, batch.values, strict=True)
        ]
        yield from zip(*columns, strict=True)


def _cells(column: Column, values: list[Any], zone: datetime.tzinfo) -> list[Any]:
    if column.kind is Kind.MOMENT:
        return [local(value, zone) for value in values]
    return values if column.kind is Kind.DAY else texts_of(column, values, zone)


def _new_page(book: Any, sheet: Sheet, title: str, number: int, styles: "_Styles") -> Any:
    page = book.add_worksheet(f"{title[:24]} {number + 1}" if number else title[:31])
    for place, heading in enumerate(headings(sheet)):
        page.set_column(place, place, 14 if sheet.columns[place].kind is Kind.NUMBER else 22)
        page.write_string(0, place, heading, styles.bold)
    page.freeze_panes(1, 0)
    return page


class _Styles:
    """How cells of each kind are written."""

    def __init__(self, book: Any) -> None:
        self.bold = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def write(self, page: Any, row: int, place: int, column: Column, value: Any) -> None:
        """One cell."""
        if column.kind is Kind.NUMBER:
            page.write_number(row, place, value)
        elif column.kind is Kind.FIGURE and _FIGURE.fullmatch(value.strip()):
            page.write_number(row, place, float(value))
        elif isinstance(value, datetime.date) and _known(value):
            style = self._moment if column.kind is Kind.MOMENT else self._day
            page.write_datetime(row, place, value, style)
        else:
            page.write_string(row, place, _cut(str(value)))


def _known(value: datetime.date) -> bool:
    date = value.date() if isinstance(value, datetime.datetime) else value
    return date >= EARLIEST


def _cut(text: str) -> str:
    """At most LONGEST characters as a spreadsheet counts them, to which an emoji is two."""
    if len(text) <= LONGEST // 2 or _width(text) <= LONGEST:
        return text
    return text.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _width(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
