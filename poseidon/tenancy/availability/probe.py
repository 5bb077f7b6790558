"""Asking a server whether it lives, and a replica whether it is up to date: on a connection of its own."""

from typing import Any, Final

from django.conf import settings

TIMEOUT: Final = 1
"""Seconds for connecting, and for each answer."""
_REPLICATION: Final = ("SHOW SLAVE STATUS", "SHOW REPLICA STATUS")
_LAG: Final = ("Seconds_Behind_Master", "Seconds_Behind_Source")
_NOT_TOLD: Final = frozenset((1064, 1142, 1227))  # another version's word, or no privilege to ask


def probe(parameters: dict[str, Any], *, replica: bool) -> str | None:
    """None if the server is fit, else why not. `parameters` are the driver's; no schema is entered.

    A replica is unfit when its replication has stopped (the server then tells no lag) or is more than
    `TENANCY_MAX_LAG` seconds behind. A server that may not be asked, or is nobody's replica, counts as fit.
    """
    import MySQLdb

    wanted = {**parameters, "connect_timeout": TIMEOUT, "read_timeout": TIMEOUT, "write_timeout": TIMEOUT}
    wanted.pop("database", None)
    try:
        connection = MySQLdb.connect(**wanted)
    except MySQLdb.Error as error:
        return f"cannot be reached ({error.args[0]})"
    try:
        if replica:
            return _late(connection)
        _alive(connection)
        return None
    except MySQLdb.Error as error:
        return f"does not answer ({error.args[0]})"
    finally:
        connection.close()


def _alive(connection: Any) -> None:
    connection.query("SELECT 1")
    connection.store_result()


def _late(connection: Any) -> str | None:
    """Why the replica is unfit by its own account."""
    import MySQLdb

    for question in _REPLICATION:
        try:
            connection.query(question)
            rows = connection.store_result().fetch_row(maxrows=0, how=1)
        except MySQLdb.Error as error:
            if error.args[0] not in _NOT_TOLD:
                raise
            continue
        return _judge(rows[0]) if rows else None
    _alive(connection)
    return None


def _judge(status: dict[str, Any]) -> str | None:
    lag = next((status[name] for name in _LAG if name in status), None)
    if lag is None:
        return "replication has stopped"
    if int(lag) > settings.TENANCY_MAX_LAG:
        return f"is {lag} s behind"
    return None
