"""The fifty people that every contender lists: the same rows in every schema, but for `external_id`.

That one names the schema, so that a contender which answers from the wrong one is found out.
"""

from datetime import datetime
from typing import Any, Final

ROWS: Final = 50
COLUMNS: Final = (
    "pid",
    "first_name",
    "last_name",
    "title",
    "degree",
    "organisation",
    "email",
    "phone",
    "city",
    "country",
    "biography",
    "photo",
    "public",
    "external_id",
    "created_at",
    "updated_at",
)
_FIRST = ("Amélie", "Bao", "Chiara", "Dmitri", "Eszter", "Fatou", "Goran")
_LAST = ("Nguyễn", "O'Brien", "Lindqvist", "García Márquez", "Smith", "Ødegård", "Kowalska", "Tanaka")
_WORDS = "works on the history of maps and on what they leave out; teaches, edits and travels by train. "


def people(schema: str) -> list[dict[str, Any]]:
    """The rows of `schema`, column by name; dates are naive UTC."""
    return [_person(pid, schema) for pid in range(1, ROWS + 1)]


def _person(pid: int, schema: str) -> dict[str, Any]:
    first, last = _FIRST[pid % len(_FIRST)], _LAST[pid % len(_LAST)]
    changed = datetime(2025, 1 + pid % 12, 1 + pid % 28, pid % 24, pid % 60)  # noqa: DTZ001 - as the column is
    values = (
        *(pid, first, last, "Dr.", "PhD", f"University {pid % 9} & Sons", f"person{pid}@example.org"),
        *(f"+49 30 {pid:07}", "Berlin", "Germany", f"{first} {last} {_WORDS * 2}".strip()),
        *(f"https://example.org/photos/{pid}.jpg", pid % 2 == 0, schema, changed, changed),
    )
    return dict(zip(COLUMNS, values, strict=True))
