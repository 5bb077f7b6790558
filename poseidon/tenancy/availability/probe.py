"""Asking a server whether it lives, and a replica whether it is up to date: on a connection of its own."""

from typing import Any, Final, NamedTuple

from poseidon.tenancy.defaults import setting
from poseidon.tenancy.driver_errors import ACCESS_DENIED, is_lost

TIMEOUT: Final = 1
"""Seconds for connecting, and for each answer."""
_REPLICATION: Final = ("SHOW SLAVE STATUS", "SHOW REPLICA STATUS")
_LAG: Final = ("Seconds_Behind_Master", "Seconds_Behind_Source")
_NOT_TOLD: Final = frozenset((1064, 1142, 1227))  # another version's word, or no privilege to ask


class Fault(NamedTuple):
    """Why a server is unfit. `gone`: it did not answer at all, so that waiting for it is in vain."""

    why: str
    gone: bool


def probe(parameters: dict[str, Any], *, replica: bool) -> Fault | None:
    """None if the server is fit. `parameters` are the driver's; no schema is entered.

    A replica is unfit when its replication has stopped (the server then tells no lag) or is more than
    `TENANCY_MAX_LAG` seconds behind. A server that may not be asked, or is nobody's replica, counts as fit;
    one that denies access lives, and what is wrong is the password.
    """
    import MySQLdb

    wanted = {**parameters, "connect_timeout": TIMEOUT, "read_timeout": TIMEOUT, "write_timeout": TIMEOUT}
    wanted.pop("database", None)
    try:
        connection = MySQLdb.connect(**wanted)
    except MySQLdb.Error as error:
        denied = error.args[0] == ACCESS_DENIED
        return None if denied else Fault(f"cannot be reached ({error.args[0]})", _gone(error))
    try:
        if replica:
            return _late(connection)
        _alive(connection)
        return None
    except MySQLdb.Error as error:
        return Fault(f"does not answer ({error.args[0]})", _gone(error))
    finally:
        connection.close()


def _gone(error: Exception) -> bool:
    return is_lost(error) and error.args[0] >= 2000  # the client's numbers; the server's own are an answer


def _alive(connection: Any) -> None:
    connection.query("SELECT 1")
    connection.store_result()


def _late(connection: Any) -> Fault | None:
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


def _judge(status: dict[str, Any]) -> Fault | None:
    lag = next((status[name] for name in _LAG if name in status), None)
    if lag is None:
        return Fault("replication has stopped", gone=False)
    if int(lag) > setting("TENANCY_MAX_LAG"):
        return Fault(f"is {lag} s behind", gone=False)
    return None
