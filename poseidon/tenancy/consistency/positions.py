"""How far a server has got with the changes of its primary.

A position is a short text with the way it was taken in front: `mariadb:0-1-42` and `mysql:<uuid>:1-77` are
GTIDs that a replica can be asked to wait for; `until:1718000000.0` (Unix time) pins reads to the primary,
where there is nothing to wait for (Aurora, a proxy). `TENANCY_CONSISTENCY` is "auto", or one of the ways, for
all servers; or a dict of those by host, with "*" for the others. "auto" asks each server once.
"""

import time
from typing import Any, Final

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.tenancy.defaults import setting

MARIADB, MYSQL, UNTIL, SAME = "mariadb", "mysql", "until", "same"
WAYS: Final = (MARIADB, MYSQL, UNTIL, SAME)

_WAIT: Final = {
    MARIADB: ("SELECT MASTER_GTID_WAIT(%s, %s)", (0,)),
    MYSQL: ("SELECT WAIT_FOR_EXECUTED_GTID_SET(%s, %s)", (0,)),
}
_detected: dict[tuple[str, str], str] = {}


def way_of(primary: str) -> str:
    """How positions on the server of `primary` are taken; "same" where its replica is its own connection."""
    wrapper = connections[primary]
    if wrapper.vendor != "mysql" or _is_own_replica(primary):
        return SAME
    wanted: Any = setting("TENANCY_CONSISTENCY")
    if isinstance(wanted, dict):
        wanted = wanted.get(wrapper.settings_dict["HOST"], wanted.get("*", "auto"))
    return str(wanted) if wanted != "auto" else _detect(wrapper)


def _is_own_replica(primary: str) -> bool:
    return connections[f"{primary}_RO"] is connections[primary]


def _detect(wrapper: BaseDatabaseWrapper) -> str:
    server = (str(wrapper.settings_dict["HOST"]), str(wrapper.settings_dict["PORT"]))
    way = _detected.get(server)
    if way is None:
        way = _detected[server] = _ask_way(wrapper)
    return way


def _ask_way(wrapper: BaseDatabaseWrapper) -> str:
    is_mariadb = bool(getattr(wrapper, "mysql_is_mariadb", False))
    question = "SELECT @@log_bin" if is_mariadb else "SELECT @@gtid_mode"
    try:
        answer = str(_ask(wrapper, question)).upper()
    except DatabaseError:
        return UNTIL
    if answer not in ("1", "ON"):
        return UNTIL
    return MARIADB if is_mariadb else MYSQL


def _ask(wrapper: BaseDatabaseWrapper, sql: str, parameters: list[Any] | None = None) -> Any:
    with wrapper.cursor() as cursor:
        cursor.execute(sql, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def position_after_write(primary: str) -> str | None:
    """The position of what this thread has just committed on `primary`; None where reads see it anyway."""
    way = way_of(primary)
    if way == SAME:
        return None
    if way == UNTIL:
        return f"{UNTIL}:{time.time() + setting('TENANCY_PIN_SECONDS'):.1f}"
    wrapper = connections[primary]
    if way == MARIADB:
        reached = _ask(wrapper, "SELECT @@last_gtid") or _ask(wrapper, "SELECT @@gtid_binlog_pos")
    else:
        reached = str(_ask(wrapper, "SELECT @@global.gtid_executed")).replace("\n", "")
    return f"{way}:{reached}" if reached else None


def has_reached(replica: str, primary: str, position: str | None) -> bool:
    """Whether `replica` has everything up to `position`; waits up to `TENANCY_REPLICA_WAIT` seconds."""
    if not position:
        return True
    way, _, text = position.partition(":")
    if way == UNTIL:
        return _past(text)
    if way not in _WAIT or way != way_of(primary):
        return False
    question, yes = _WAIT[way]
    try:
        return _ask(connections[replica], question, [text, setting("TENANCY_REPLICA_WAIT")]) in yes
    except DatabaseError:
        return False


def _past(moment: str) -> bool:
    try:
        return time.time() >= float(moment)
    except ValueError:
        return False
