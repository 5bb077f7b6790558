"""What the numbers in a driver's errors say: whether a connection, or a server, is gone.

The numbers are MySQL's; PostgreSQL's errors are given those of the same things.
"""

from typing import Final

from poseidon.tenancy import postgresql_errors

ACCESS_DENIED: Final = 1045
_NO_TABLE: Final = 1146
_NO_PLACE: Final = 1040
"""Too many connections: the server lives, and turns away who comes now; who is connected stays so."""
_HANGING_UP: Final = frozenset((1053, 1077, 1927, 4031))  # shutdown (two), killed, idle for too long


def code_of(error: BaseException) -> int | None:
    """The server's or the client library's number for `error`, wherever Django has wrapped it."""
    for one in (error, error.__cause__):
        if one is not None and one.args and isinstance(one.args[0], int):
            return one.args[0]
        if one is not None and (number := postgresql_errors.number_of(one)) is not None:
            return number
    return None


def is_connection_lost(error: BaseException) -> bool:
    """Whether `error` says that this connection is gone, rather than that what was asked on it was wrong.

    Told by the client (2000 to 2999), or by a server that is about to hang up.
    """
    code = code_of(error)
    return code is not None and (2000 <= code < 3000 or code in _HANGING_UP)


def is_missing_table(error: BaseException) -> bool:
    """Whether `error` says that there is no such table; SQLite says it in words alone."""
    return code_of(error) == _NO_TABLE or "no such table" in str(error)


def is_lost(error: BaseException) -> bool:
    """Whether `error` says that the server is out of reach: the connection is gone, or no new one is to be
    had (1040), which an open connection has nothing to fear from."""
    return is_connection_lost(error) or code_of(error) == _NO_PLACE
