"""One row of an abstract book, its cells read and checked."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from poseidon.commons.folding import fold
from poseidon.domain.imports.book_columns import Columns
from poseidon.domain.imports.book_repair import is_nothing
from poseidon.domain.imports.clock import is_day
from poseidon.domain.imports.errors import FileRefusedError, at, quoted
from poseidon.domain.imports.names import Name, split_affiliations, split_name
from poseidon.domain.imports.table import Row
from poseidon.domain.imports.timekeeper import Timekeeper

AUTHOR: Final = "author"
_ROLES: Final = {
    "chair": ("c", "chair", "chairperson", "session chair", "panel chair", "convenor", "convener"),
    "discussant": ("d", "discussant", "respondent"),
    AUTHOR: (
        "p",
        "a",
        "author",
        "co author",
        "coauthor",
        "paper",
        "paper author",
        "paper giver",
        "presenter",
    ),
    "speaker": ("s", "speaker", "panelist", "panellist", "keynote"),
    "moderator": ("m", "moderator", "facilitator"),
}
_WHOLE: Final = re.compile(r"(\d{1,9})(?:\.0*)?")  # `1.0` is what is left of 1 in a column with gaps
_ROLE_OF: Final = {word: role for role, words in _ROLES.items() for word in words}
_TRUTH: Final = {
    **dict.fromkeys(("y", "yes", "true", "1", "x"), True),
    **dict.fromkeys(("n", "no", "false", "0"), False),
}


@dataclass(frozen=True)
class BookRow:
    """Reads the cells of `row` by our names of the columns; None where a cell says nothing."""

    row: Row
    columns: Columns
    times: Timekeeper

    @property
    def where(self) -> str:
        """Place of the row."""
        return f"line {self.row.line}"

    def place(self, column: str) -> str:
        """Place of one cell: line and header."""
        return f"{self.where}, column {self.columns.header(column)}"

    def get(self, column: str) -> str | None:
        """The cell, its space folded."""
        text = self.text(column)
        return " ".join(text.split()) if text else None

    def text(self, column: str) -> str | None:
        """The cell as it stands, line breaks kept."""
        index = self.columns.index.get(column)
        cell = self.row.cells[index] if index is not None else ""
        return None if is_nothing(cell) else _without_doubled_quotes(cell.strip())

    def name(self) -> Name | None:
        """Who the row is about."""
        full = self.get("full_name")
        if full:
            return split_name(full, comma=True)
        first, last = self.get("first_name") or "", self.get("last_name") or ""
        return Name(first, last) if first or last else None

    def affiliations(self) -> tuple[str, ...]:
        """Affiliations in order."""
        return split_affiliations(self.get("affiliation") or "")

    def role(self) -> str:
        """A value of SessionPerson.Role, or AUTHOR; without a role, an author where there is an abstract."""
        told = self.get("role")
        if told is None:
            return AUTHOR if self.get("abstract_title") or self.get("abstract_id") else "speaker"
        role = _ROLE_OF.get(fold(told))
        if role is None:
            known = ", ".join(f"{words[0]} ({role})" for role, words in _ROLES.items())
            reason = f"there is no role {quoted(told)}; roles are {known}"
            raise FileRefusedError(reason, place=self.place("role"))
        return role

    def presents(self) -> bool | None:
        """Whether the author presents the abstract; None where the file does not say."""
        told = self.get("presenter")
        if told is None:
            return None
        if told.casefold() not in _TRUTH:
            reason = f"expected y or n, found {quoted(told)}"
            raise FileRefusedError(reason, place=self.place("presenter"))
        return _TRUTH[told.casefold()]

    def order(self) -> int | None:
        """The author's place among the authors."""
        told = self.get("author_order")
        found = _WHOLE.fullmatch(told) if told is not None else None
        if told is not None and found is None:
            reason = f"expected a whole number, found {quoted(told)}"
            raise FileRefusedError(reason, place=self.place("author_order"))
        return int(found[1]) if found else None

    def moment(self, column: str) -> dt.datetime | None:
        """A moment, in UTC; None where there is no more than a date."""
        told = self.get(column)
        moment = self.times.utc(told, self.place(column)) if told else None
        return None if told and is_day(told) else moment

    def day_of(self, column: str) -> dt.date | None:
        """The date of a moment, where the conference is."""
        told = self.get(column)
        return (
            at(self.place(column), lambda text: self.times.local_day(text, self.place(column)), told)
            if told
            else None
        )


def _without_doubled_quotes(text: str) -> str:
    """Quotes that were escaped twice on their way are single again; a lone one shows they were not."""
    return text if '"' in text.replace('""', "") else text.replace('""', '"')
