"""Asking a server whether it lives, and a replica whether it is up to date: on a connection of its own."""

import re
import time
from typing import Any, Final, NamedTuple

from poseidon.tenancy.defaults import setting
from poseidon.tenancy.driver_errors import ACCESS_DENIED, is_lost

TIMEOUT: Final = 1
"""Seconds for connecting, and for each answer."""
_HEARTBEAT: Final = "SELECT TIMESTAMPDIFF(MICROSECOND, MAX(REPLACE(ts, 'T', ' ')), UTC_TIMESTAMP(6)) FROM {}"
_TABLE: Final = re.compile(r"([\w$-]+)\.([\w$-]+)", re.ASCII)
_REPLICATION: Final = ("SHOW SLAVE STATUS", "SHOW REPLICA STATUS")
_LAG: Final = ("Seconds_Behind_Master", "Seconds_Behind_Source")
_NOT_TOLD: Final = frozenset((1064, 1142, 1227))  # another version's word, or no privilege to ask


class Fault(NamedTuple):
    """Why a server is unfit. `gone`: it did not answer at all, so that waiting for it is in vain. `late`: it
    lives, and is a replica that lacks something; `level`: as in `Level`, if that is known."""

    why: str
    gone: bool
    late: bool = False
    level: float | None = None


class Level(NamedTuple):
    """A fit replica, which has everything up to `level`: Unix time."""

    level: float


def probe(parameters: dict[str, Any], *, replica: bool) -> Fault | Level | None:
    """A Fault if the server is unfit. `parameters` are the driver's; no schema is entered.

    A replica is unfit when its replication has stopped (the server then tells no lag) or is more than
    `TENANCY_MAX_LAG` seconds behind; by its heartbeat where `TENANCY_HEARTBEAT` names one, which must be
    there. A server that may not be asked, or is nobody's replica, counts as fit; one that denies access
    lives, and what is wrong is the password.
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
            return _lateness(connection)
        _ask(connection, "SELECT 1")
        return None
    except MySQLdb.Error as error:
        return Fault(f"does not answer ({error.args[0]})", _gone(error))
    finally:
        connection.close()


def _gone(error: Exception) -> bool:
    return is_lost(error) and error.args[0] >= 2000  # the client's numbers; the server's own are an answer


def _ask(connection: Any, question: str) -> list[dict[str, Any]]:
    connection.query(question)
    rows: list[dict[str, Any]] = list(connection.store_result().fetch_row(maxrows=0, how=1))
    return rows


def _lateness(connection: Any) -> Fault | Level | None:
    table = setting("TENANCY_HEARTBEAT")
    return _by_heartbeat(connection, table) if table else _by_its_own_account(connection)


def _by_heartbeat(connection: Any, table: str) -> Fault | Level:
    """`table`: `schema.table`, as `pt-heartbeat --utc` keeps it: a row a writer, the moment in `ts`."""
    import MySQLdb

    if not (named := _TABLE.fullmatch(table)):
        return _late("has no heartbeat: TENANCY_HEARTBEAT is no schema.table")
    asked = time.time()
    try:
        [row] = _ask(connection, _HEARTBEAT.format("`{}`.`{}`".format(*named.groups())))
    except MySQLdb.Error as error:
        if is_lost(error):
            raise
        return _late(f"has no heartbeat that can be read ({error.args[0]})")
    [age] = row.values()
    if age is None:
        return _late("has no heartbeat")
    if int(age) / 1e6 < -setting("TENANCY_MAX_LAG"):
        return _late("has a heartbeat from the future: is pt-heartbeat run with --utc?")
    return _judge(max(0.0, int(age) / 1e6), asked)


def _by_its_own_account(connection: Any) -> Fault | Level | None:
    import MySQLdb

    asked = time.time()
    for question in _REPLICATION:
        try:
            rows = _ask(connection, question)
        except MySQLdb.Error as error:
            if error.args[0] not in _NOT_TOLD:
                raise
            continue
        if not rows:
            return None
        lag = next((rows[0][name] for name in _LAG if name in rows[0]), None)
        return _late("has stopped replicating") if lag is None else _judge(int(lag), asked)
    _ask(connection, "SELECT 1")
    return None


def _judge(lag: float, asked: float) -> Fault | Level:
    if lag > setting("TENANCY_MAX_LAG"):
        return _late(f"is {lag:.0f} s behind", asked - lag)
    return Level(asked - lag)


def _late(why: str, level: float | None = None) -> Fault:
    return Fault(why, gone=False, late=True, level=level)
