"""Which statements leave something behind in a session that its next user must not find."""

import re
from functools import lru_cache
from typing import Any, Final

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
