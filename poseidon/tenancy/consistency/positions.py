"""How far a server has got with the changes of its primary.

A position is a short text with the way it was taken in front: `mariadb:0-1-42` and `mysql:<uuid>:1-77` are
GTIDs that a replica can be asked to wait for; `until:1718000000.0` (Unix time) pins reads to the primary,
where there is nothing to wait for (Aurora, a proxy). `TENANCY_CONSISTENCY` is "auto", or one of the ways, for
all servers; or a dict of those by host, with "*" for the others. "auto" asks each server once.
"""

import time
from typing import Any, Final

from django.db import DatabaseError, InterfaceError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.tenancy.availability import endpoint_of, report_lost
from poseidon.tenancy.counting import LATE, REACHED, waits
from poseidon.tenancy.defaults import setting
from poseidon.tenancy.driver_errors import code_of, is_lost

MARIADB, MYSQL, UNTIL, SAME = "mariadb", "mysql", "until", "same"
WAYS: Final = (MARIADB, MYSQL, UNTIL, SAME)

_WAIT: Final = {
    MARIADB: ("SELECT MASTER_GTID_WAIT(%s, %s)", (0,)),
    MYSQL: ("SELECT WAIT_FOR_EXECUTED_GTID_SET(%s, %s)", (0,)),
}
_detected: dict[tuple[str, str], str] = {}


def way_of(primary: str) -> str:
    """How positions on the server of `primary` are taken; "same" where its replica is itself."""
    wrapper, replica = connections[primary], connections[f"{primary}_RO"]
    if replica is wrapper or endpoint_of(replica) == endpoint_of(wrapper):
        return SAME
    if wrapper.vendor != "mysql":
        return UNTIL  # PostgreSQL's positions are those of a session, which PgBouncer gives to others
    wanted: Any = setting("TENANCY_CONSISTENCY")
    if isinstance(wanted, dict):
        wanted = wanted.get(wrapper.settings_dict["HOST"], wanted.get("*", "auto"))
    return str(wanted) if wanted != "auto" else _detect(wrapper)


def _detect(wrapper: BaseDatabaseWrapper) -> str:
    server = (str(wrapper.settings_dict["HOST"]), str(wrapper.settings_dict["PORT"]))
    way = _detected.get(server)
    if way is None:
        way = _detected[server] = _ask_way(wrapper)
    return way


def _ask_way(wrapper: BaseDatabaseWrapper) -> str:
    is_mariadb = bool(getattr(wrapper, "mysql_is_mariadb", False))
    try:
        answer = str(_ask(wrapper, "SELECT @@log_bin" if is_mariadb else "SELECT @@gtid_mode")).upper()
    except DatabaseError as error:
        if is_lost(error):
            raise
        return UNTIL  # a server that knows of no such thing
    if answer not in ("1", "ON"):
        return UNTIL
    return MARIADB if is_mariadb else MYSQL


def _ask(wrapper: BaseDatabaseWrapper, sql: str, parameters: list[Any] | None = None) -> Any:
    with wrapper.cursor() as cursor:
        cursor.execute(sql, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def position_after_write(primary: str, *, own: bool = True) -> str | None:
    """The position of what this thread has just committed on `primary`; None where reads see it anyway.

    Without `own` of all that anybody has committed there: other threads have written for this one. Where the
    server is lost meanwhile, the moment at which a replica has it or is too late to be read.
    """
    try:
        way = way_of(primary)
        if way == SAME:
            return None
        if way == UNTIL:
            return _pin(setting("TENANCY_PIN_SECONDS"))
        if reached := _reached(connections[primary], way, own):
            return f"{way}:{reached}"
    except (DatabaseError, InterfaceError):
        pass
    return after_open_transaction()


def after_open_transaction() -> str:
    """For what has no position that can be asked: when a replica has it, or is too late to be read."""
    return _pin(setting("TENANCY_MAX_LAG") + setting("TENANCY_PIN_SECONDS"))


def _pin(seconds: float) -> str:
    return f"{UNTIL}:{time.time() + seconds:.1f}"


def _reached(wrapper: BaseDatabaseWrapper, way: str, own: bool) -> str:
    if way == MARIADB:
        last = _ask(wrapper, "SELECT @@last_gtid") if own else None
        return str(last or _ask(wrapper, "SELECT @@gtid_binlog_pos"))
    return str(_ask(wrapper, "SELECT @@global.gtid_executed")).replace("\n", "")


def has_reached(replica: str, primary: str, position: str | None) -> bool:
    """Whether `replica` has everything up to `position`; waits up to `TENANCY_REPLICA_WAIT` seconds.

    False where nobody can tell, and where the replica was lost meanwhile, which is then left.
    """
    if not position:
        return True
    way, _, text = position.partition(":")
    if way == UNTIL:
        return _past(text)
    known = _known_way_of(primary)
    if known == SAME:
        return True
    reached = way in _WAIT and way == known and _waited(connections[replica], way, text)
    waits[REACHED if reached else LATE].count()
    return reached


def _known_way_of(primary: str) -> str | None:
    try:
        return way_of(primary)
    except (DatabaseError, InterfaceError):
        return None


def _waited(replica: BaseDatabaseWrapper, way: str, text: str) -> bool:
    question, yes = _WAIT[way]
    try:
        return _ask(replica, question, [text, setting("TENANCY_REPLICA_WAIT")]) in yes
    except (DatabaseError, InterfaceError) as error:
        if is_lost(error) and replica.connection is not None:
            report_lost(replica, f"was lost while it was waited for ({code_of(error)})")
            replica.close()
        return False


def _past(moment: str) -> bool:
    try:
        return time.time() >= float(moment)
    except ValueError:
        return False
