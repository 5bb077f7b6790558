"""Makes text fit the column it goes to, or says why it cannot.

Text that people read and that survives a cut (a title, an affiliation) is cut, and the summary says so.
Anything else (an id, an address, a name) is refused with its place: half of it would be a lie. The same holds
for characters that the column's character set does not have: they become `?`, or the file is refused.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from django.db import connections, models

from poseidon.domain.imports.errors import FileRefusedError, quoted
from poseidon.domain.imports.programme import LEFT_OUT, Remark
from poseidon.domain.imports.reading import UNSTORABLE
from poseidon.domain.imports.summary import Summary

_MAY_BE_CUT: Final = frozenset(
    (
        "affiliation",
        "choices",
        "label",
        "organisation",
        "recording_license",
        "subtitle",
        "title",
        "track",
        "type",
        "venue",
    )
)
_LARGEST: Final = 2**31 - 1
_LONGEST_TEXT: Final = 4_000_000  # characters; a statement with more is refused by servers as they come
_FIRST_YEAR: Final = 1000  # the first of MySQL's DATE and DATETIME
_CODECS: Final = {
    "latin1": "cp1252",
    "ascii": "ascii",
    "latin2": "iso8859-2",
    "cp1250": "cp1250",
    "greek": "iso8859-7",
}
_BEYOND_THREE_BYTES: Final = re.compile("[\U00010000-\U0010ffff]")
_THREE_BYTES: Final = ("utf8", "utf8mb3", "ucs2")


class Fitter:
    """Fits the values of one import; remembers lengths and character sets of the tables it met."""

    def __init__(
        self, alias: str, summary: Summary, headers: Mapping[tuple[str, str], str] | None = None
    ) -> None:
        """`headers` tells, by model's name and column, what a table calls the column."""
        self._connection, self._summary, self._headers = connections[alias], summary, headers or {}
        self._lengths: dict[type[models.Model], dict[str, int | None]] = {}
        self._charsets: dict[type[models.Model], dict[str, str]] = {}
        self._told: set[tuple[str, str, str]] = set()

    def fit(self, model: type[models.Model], values: Mapping[str, Any], place: str) -> dict[str, Any]:
        """`values` (by column) as the table of `model` can hold them. FileRefusedError names `place`."""
        return {name: self._value(model, name, value, place) for name, value in values.items()}

    def _value(self, model: type[models.Model], column: str, value: Any, place: str) -> Any:
        if isinstance(value, str):
            return self._text(model, column, value, place)
        if isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
            raise FileRefusedError(f"{column} {value} is larger than the column can hold", place=place)
        if isinstance(value, dt.date) and value.year < _FIRST_YEAR:
            reason = f"{column} {value} is before the year {_FIRST_YEAR}, where the column begins"
            raise FileRefusedError(reason, place=place)
        return value

    def _text(self, model: type[models.Model], column: str, value: str, place: str) -> str:
        if not value.isascii():
            value = self._storable(model, column, value, place)
        elif "\0" in value:
            value = self._without_unstorable(column, value, place)
        longest = self._longest(model, column) or _LONGEST_TEXT
        if len(value) <= longest:
            return value
        if not self._may_be_cut(model, column):
            start = quoted(value)
            reason = (
                f"{column} has {len(value):,} characters, {longest:,} fit: {start}; shorten it in the file"
            )
            raise FileRefusedError(reason, place=self._place(model, column, place))
        self._tell(column, value, f"cut to the {longest:,} characters that fit", place)
        return (
            value[: longest - 1].rstrip() + "…"
            if self._holds(model, column, "…")
            else value[:longest].rstrip()
        )

    def _storable(self, model: type[models.Model], column: str, value: str, place: str) -> str:
        value = self._without_unstorable(column, value, place)
        if self._holds(model, column, value):
            return value
        charset = self._charset(model, column)
        if not self._may_be_cut(model, column):
            table = model._meta.db_table
            raise FileRefusedError(
                f"{column} {value[:60]!r} has characters that table {table} ({charset}) cannot hold; "
                f"ALTER TABLE {table} CONVERT TO CHARACTER SET utf8mb4 makes room for them",
                place=self._place(model, column, place),
            )
        self._tell(column, value, f"characters that {charset} does not have became '?'", place)
        return "".join(char if self._holds(model, column, char) else "?" for char in value)

    def _place(self, model: type[models.Model], column: str, place: str) -> str:
        """`place` and the header of the column, where the file is a table."""
        header = self._headers.get((model.__name__, column))
        return f"{place}, column {header}" if header else place

    def _without_unstorable(self, column: str, value: str, place: str) -> str:
        clean = UNSTORABLE.sub("", value)
        if clean != value:
            self._tell(column, clean, LEFT_OUT, place)
        return clean

    def _holds(self, model: type[models.Model], column: str, text: str) -> bool:
        charset = self._charset(model, column)
        if charset in _THREE_BYTES:
            return not _BEYOND_THREE_BYTES.search(text)
        try:
            return bool(text.encode(_CODECS.get(charset, "utf-8")))
        except UnicodeEncodeError:
            return False

    def _may_be_cut(self, model: type[models.Model], column: str) -> bool:
        return column in _MAY_BE_CUT or (column == "name" and model.__name__ == "PlanionContainer")

    def _tell(self, column: str, value: str, reason: str, place: str) -> None:
        if (column, value, reason) not in self._told:
            self._told.add((column, value, reason))
            self._summary.repaired.append(Remark(column, value[:60], reason, place))

    def _longest(self, model: type[models.Model], column: str) -> int | None:
        if model not in self._lengths:
            fields = model._meta.concrete_fields
            self._lengths[model] = {field.name: field.max_length for field in fields}
        return self._lengths[model].get(column)

    def _charset(self, model: type[models.Model], column: str) -> str:
        """Character set of the column; empty where the server has one for all (SQLite)."""
        if model not in self._charsets:
            self._charsets[model] = self._read_charsets(model) if self._connection.vendor == "mysql" else {}
        return self._charsets[model].get(str(model._meta.get_field(column).column), "")  # type: ignore[union-attr]

    def _read_charsets(self, model: type[models.Model]) -> dict[str, str]:
        with self._connection.cursor() as cursor:
            cursor.execute(
                "SELECT column_name, character_set_name FROM information_schema.columns "
                "WHERE table_schema = DATABASE() AND table_name = %s AND character_set_name IS NOT NULL",
                [model._meta.db_table],
            )
            return dict(cursor.fetchall())
