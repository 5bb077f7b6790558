"""The formats there are."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from poseidon.domain.exports.csv_file import csv_lines
from poseidon.domain.exports.json_file import json_lines
from poseidon.domain.exports.texts import Sheet
from poseidon.domain.exports.xlsx_file import xlsx_file
from poseidon.domain.listings.reading import Batch

PIECE: Final = 1 << 16


class Format(NamedTuple):
    """A kind of file, by the ending of its name."""

    ending: str
    label: str
    content_type: str


FORMATS: Final = {
    "csv": Format("csv", "CSV", "text/csv; charset=utf-8"),
    "xlsx": Format("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": Format("json", "JSON", "application/json"),
}


def written(ending: str, sheet: Sheet, batches: Iterable[Batch], title: str) -> Iterator[bytes]:
    """The file of this format in pieces, made while they are asked for; an XLSX, which ends with its list of
    contents, is made in temporary files first. KeyError for a format that there is none of."""
    makers = {"csv": csv_lines, "json": json_lines}
    if ending == "xlsx":
        return _pieces(sheet, batches, title)
    return makers[ending](sheet, batches)


def _pieces(sheet: Sheet, batches: Iterable[Batch], title: str) -> Iterator[bytes]:
    with xlsx_file(sheet, batches, title) as file:
        while piece := file.read(PIECE):
            yield piece
