"""PostgreSQL's errors by the numbers that MySQL gives the same things, which is how the engine knows them.

Told by the SQLSTATE. Where a connection was refused psycopg has none, and the text has to do: what the server
says is English unless its `lc_messages` says otherwise, and then counts as a server that cannot be reached.
"""

import re
from typing import Any, Final

_DENIED, _NO_DATABASE, _FULL, _HANGING_UP = 1045, 1049, 1040, 1053
_LOCK_WAIT, _DEADLOCK = 1205, 1213
_NO_TABLE = 1146
_NOT_REACHED, _CLOSED, _CUT = 2003, 2006, 2013

_BY_STATE: Final = {
    "28000": _DENIED,
    "28P01": _DENIED,
    "3D000": _NO_DATABASE,
    "42P01": _NO_TABLE,
    "53300": _FULL,
    "57P01": _HANGING_UP,
    "57P02": _HANGING_UP,
    "57P03": _HANGING_UP,
    "57P05": _HANGING_UP,
    "55P03": _LOCK_WAIT,
    "40P01": _DEADLOCK,
    "40001": _DEADLOCK,
}
_CONNECTION_LOST: Final = "08"
"""The class of SQLSTATEs about the connection."""

_BY_TEXT: Final = (
    (
        re.compile(
            r"password authentication failed|no such user|auth(?:entication)? failed|pg_hba\.conf"
            r"|role \"[^\"]*\" (?:does not exist|is not permitted)"
        ),
        _DENIED,
    ),
    (re.compile(r"database \"[^\"]*\" does not exist|no such database"), _NO_DATABASE),
    (re.compile(r"too many (?:connections|clients)|connection slots|no more connections allowed"), _FULL),
    (re.compile(r"starting up|shutting down|recovery mode"), _HANGING_UP),
    (re.compile(r"the connection is closed"), _CLOSED),
    (re.compile(r"connection failed|connection timeout|could not translate"), _NOT_REACHED),
)
"""In this order: what a server said when it refused a connection stands behind "connection failed"."""


def number_of(error: BaseException) -> int | None:
    """MySQL's number for an error of psycopg; None for any other, and for those it has no use for."""
    if not type(error).__module__.startswith("psycopg"):
        return None
    state: Any = getattr(error, "sqlstate", None)
    if state is not None:
        return _CUT if str(state).startswith(_CONNECTION_LOST) else _BY_STATE.get(str(state))
    if not any(kind.__name__ == "OperationalError" for kind in type(error).__mro__):
        return None
    text = str(error)
    return next((number for pattern, number in _BY_TEXT if pattern.search(text)), _CUT)
