"""Asking a PostgreSQL server what `probe` asks of MySQL's."""

import time
from typing import Any, Final

from poseidon.tenancy.availability.probe import Fault
from poseidon.tenancy.defaults import setting
from poseidon.tenancy.driver_errors import code_of, is_lost

TIMEOUT: Final = 2
"""Seconds for connecting: libpq takes no less."""
_LATE: Final = """
    SELECT pg_is_in_recovery() AND pg_last_wal_receive_lsn() IS DISTINCT FROM pg_last_wal_replay_lsn(),
           EXTRACT(EPOCH FROM CLOCK_TIMESTAMP() - pg_last_xact_replay_timestamp())
"""
"""Whether there is something to catch up with, and how old is what was last caught up with."""


def probe(parameters: dict[str, Any], *, replica: bool) -> Fault | None:
    """None if the server is fit. `parameters` are the driver's.

    A replica that has received more than it shows, and shows nothing younger than `TENANCY_MAX_LAG` seconds,
    is unfit; one to which nothing comes any more cannot be told from one to which nobody writes. A server
    that denies access, has no such database or turns away one more connection lives.
    """
    import psycopg

    try:
        connection = psycopg.connect(**_wanted(parameters))
    except psycopg.Error as error:
        gone = is_lost(error)
        return Fault(f"cannot be reached ({code_of(error)})", gone) if gone else None
    try:
        if replica:
            return _late(connection)
        connection.execute("SELECT 1")
        return None
    except psycopg.Error as error:
        return Fault(f"does not answer ({code_of(error)})", is_lost(error))
    finally:
        connection.close()


def _wanted(parameters: dict[str, Any]) -> dict[str, Any]:
    """Without Django's own types of cursors and values."""
    plain = {name: value for name, value in parameters.items() if name not in ("cursor_factory", "context")}
    return {**plain, "connect_timeout": TIMEOUT, "autocommit": True}


def _late(connection: Any) -> Fault | None:
    asked = time.time()
    behind, seconds = connection.execute(_LATE).fetchone()
    if behind and seconds is not None and seconds > setting("TENANCY_MAX_LAG"):
        return Fault(f"is {seconds:.0f} s behind", gone=False, late=True, level=asked - float(seconds))
    return None
