"""Which statements leave something behind in a session that its next user must not find."""

import re
from functools import lru_cache
from typing import Any, Final

from poseidon.tenancy.backends.mysql.options import Reset

_HARMLESS: Final = (
    *("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "SHOW", "EXPLAIN", "DESCRIBE"),
    *("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "COMMIT", "TRUNCATE"),
)
# A user variable (not a system variable), an advisory lock, a value that LAST_INSERT_ID(n) would return, a
# second statement, COMMIT AND CHAIN. Names alone: a comment or a backquote may stand before the bracket.
_LEAVES: Final = re.compile(
    r"(?<!@)@(?!@)|_lock\b|last_insert_id\b(?!\s*\(\s*\))|;\s*\S|\bchain\b", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def leaves_something(sql: Any) -> bool:
    """Whether `sql` may leave a variable, a temporary table, a lock, a transaction or a mode behind.

    Whatever is not known to be harmless counts: a needless reset costs 0.5 ms, a missed one leaks.
    """
    text = (sql.decode(errors="replace") if isinstance(sql, bytes) else str(sql)).lstrip(" \t\r\n(")
    return not text[:20].upper().startswith(_HARMLESS) or _LEAVES.search(text) is not None


_GAP: Final = r"`?(?:\s|/\*.*?\*/)*"  # between a function's name, perhaps in backquotes, and its bracket
_FOUND_ROWS: Final = rf"\bfound_rows{_GAP}\("
# What a reset does not clear of the statement before. A full one: the number of rows (MariaDB); a change of
# schema: also the last generated key, warnings and errors.
_LEFT: Final = {
    "change_user": re.compile(_FOUND_ROWS, re.IGNORECASE | re.DOTALL),
    "select_db": re.compile(
        rf"{_FOUND_ROWS}|\brow_count{_GAP}\(|\blast_insert_id{_GAP}\({_GAP}\)"
        r"|@@(?:\w+\.)?`?(?:last_insert_id|identity|warning_count|error_count)\b"
        r"|\bshow\b.{0,80}\b(?:warnings|errors)\b|\bget\b.{0,80}\bdiagnostics\b",
        re.IGNORECASE | re.DOTALL,
    ),
}


@lru_cache(maxsize=4096)
def asks_about_before(sql: Any, reset: Reset) -> bool:
    """Whether `sql` asks what the statement before has left, and `reset` does not clear."""
    text = sql.decode(errors="replace") if isinstance(sql, bytes) else str(sql)
    return _LEFT[reset].search(text) is not None
