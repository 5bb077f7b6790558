"""Puts records together again that a line break inside a cell has torn in two.

What such a file looks like, with thirteen columns: the first line ends with the first half of the title and
`NA` in all columns after it; the next begins with the second half in its first column, goes on with the
columns after the title, and is filled up with `NA`.
"""

from typing import Final

from poseidon.domain.imports.book_columns import SYNONYMS, TEXTS, Columns
from poseidon.domain.imports.programme import Remark
from poseidon.domain.imports.table import Row

NOTHING: Final = ("", "NA", "N/A", "n/a", "#N/A", "NaN", "NULL", r"\N")
_OF_A_SESSION: Final = frozenset((*(name for name in SYNONYMS if name.startswith("session_")), "room"))
_NAMES: Final = ("full_name", "first_name", "last_name")


def is_nothing(cell: str) -> bool:
    """Whether a cell says nothing."""
    return cell.strip() in NOTHING


def mend(rows: list[Row], columns: Columns) -> tuple[list[Row], list[Remark]]:
    """The rows with torn ones put together, and a remark for each of those."""
    mended: list[Row] = []
    remarks: list[Remark] = []
    ids = _session_ids(rows, columns)
    for row in rows:
        torn = _torn_at(mended[-1], row, columns) if mended else None
        if torn is not None and _is_about_a_session(row, columns, ids):
            torn = None
        if torn is None:
            mended.append(row)
            continue
        whole = _join(mended[-1], row, torn)
        told = f"lines {mended[-1].line} and {row.line}"
        remarks.append(Remark("rows", whole.cells[torn], "a line break had torn it in two", told))
        mended[-1] = whole
    return mended, remarks


def _torn_at(first: Row, second: Row, columns: Columns) -> int | None:
    """Index of the column in which `first` breaks off to go on in `second`; None where it does not."""
    last = max((at for at, cell in enumerate(first.cells) if not is_nothing(cell)), default=0)
    if last == 0 or columns.name_of(last) not in TEXTS or _names_somebody(second, columns):
        return None
    filling = second.cells[len(second.cells) - last :]
    begins = not is_nothing(second.cells[0])
    return last if begins and all(map(is_nothing, filling)) else None


def _names_somebody(row: Row, columns: Columns) -> bool:
    """Whether a row can stand by itself: guessing would cost a person, so it is left alone."""
    return any(name in columns.index and not is_nothing(row.cells[columns.index[name]]) for name in _NAMES)


def _session_ids(rows: list[Row], columns: Columns) -> list[str]:
    """Ids of the sessions in rows that are whole, since they name somebody."""
    at = columns.index.get("session_id")
    ids = (
        {row.cells[at].strip() for row in rows if _names_somebody(row, columns)} if at is not None else set()
    )
    return [told for told in ids if not is_nothing(told)]


def _is_about_a_session(row: Row, columns: Columns, ids: list[str]) -> bool:
    """Whether a row that names nobody is a session without people, such as a break.

    It says nothing but of a session, and begins as the others do: with an id like theirs, or with a title.
    """
    said = {columns.name_of(at) or "" for at, cell in enumerate(row.cells) if not is_nothing(cell)}
    if not said <= _OF_A_SESSION:
        return False
    if "session_id" in columns.index:
        told = row.cells[columns.index["session_id"]].strip()
        return not is_nothing(told) and _looks_like(told, ids)
    return "session_title" in said and not row.cells[columns.index["session_title"]].strip()[0].islower()


def _looks_like(told: str, ids: list[str]) -> bool:
    if all(map(str.isdecimal, ids)):
        return told.isdecimal()
    return " " not in told or any(" " in known for known in ids)


def _join(first: Row, second: Row, torn: int) -> Row:
    title = f"{first.cells[torn].rstrip()} {second.cells[0].strip()}"
    rest = second.cells[1 : len(second.cells) - torn]
    return Row(first.line, [*first.cells[:torn], title, *rest])
