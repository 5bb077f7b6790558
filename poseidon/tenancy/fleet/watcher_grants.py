"""The user whose watchers ask replicas how late they are, and its one right, on every server.

It is the shared user, also where tenants have users of their own: those keep no right beyond their schema.
One on the whole server would let each of them find out which other schemas there are.
"""

from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple

from poseidon.commons.config.database_users import DatabaseUser
from poseidon.tenancy.fleet.applying import run_statements
from poseidon.tenancy.fleet.grants import ESCAPING_MODE, monitor_statement, quoted_password
from poseidon.tenancy.fleet.quoting import account
from poseidon.tenancy.fleet.servers import connect, server_of


class Watched(NamedTuple):
    """What came of one server; `error` is empty where all went well."""

    server: str
    user: str
    error: str


def watcher_statements(user: str, host: str, secret: str, *, heartbeat: str) -> list[str]:
    """`secret` is the SQL that stands for the password; a user that is there keeps its own."""
    return [
        f"CREATE USER IF NOT EXISTS {account(user, host)} IDENTIFIED BY {secret}",
        monitor_statement(user, host, heartbeat=heartbeat),
    ]


def grant_watcher(
    tenants: Sequence[str], watcher: DatabaseUser, host: str, *, heartbeat: str, admin: DatabaseUser
) -> list[Watched]:
    """Runs them on the writer of each server of `tenants`; one that refuses stops no other."""
    from MySQLdb import Error as MySQLError

    statements = watcher_statements(
        watcher.name, host, quoted_password(watcher.password), heartbeat=heartbeat
    )
    done = []
    for server, tenant in {server_of(tenant): tenant for tenant in tenants}.items():
        try:
            with closing(connect(tenant, admin)) as connection:
                run_statements(connection, [ESCAPING_MODE, *statements])
            error = ""
        except MySQLError as failed:
            error = str(failed).replace(watcher.password, "…")
        done.append(Watched(f"{server.host}:{server.port}", watcher.name, error))
    return done
