"""Runs the statements that make tenants' users, on each tenant's writer."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any, Final, NamedTuple

from django.conf import settings

from poseidon.commons.config import pconfig
from poseidon.commons.config.database_users import DatabaseUser
from poseidon.tenancy.fleet.grants import (
    ESCAPING_MODE,
    Grantee,
    GrantOptions,
    grant_statements,
    quoted_password,
)
from poseidon.tenancy.fleet.servers import Server, connect, server_of

ADMIN_USERNAME: Final = "POSEIDON_DATABASE_ADMIN_USERNAME"
ADMIN_PASSWORD: Final = "POSEIDON_DATABASE_ADMIN_PASSWORD"  # noqa: S105 - a parameter's name
UNKNOWN_VARIABLE: Final = 1193


class Applied(NamedTuple):
    """What came of one tenant; `error` is empty where all went well."""

    grantee: Grantee
    error: str


def admin_user(alias: str) -> DatabaseUser:
    """Who may make users: the parameters `POSEIDON_DATABASE_ADMIN_…` where they are defined, else the user
    of a shared database. Never an argument of a command, which every process of the machine could read."""
    name = pconfig.get_param(ADMIN_USERNAME, default=None)
    if name is not None:
        return DatabaseUser(name, pconfig.get_param(ADMIN_PASSWORD))
    database = settings.DATABASES.static[alias]
    return DatabaseUser(str(database["USER"]), str(database["PASSWORD"]))


def apply_grants(
    grantees: Sequence[Grantee], passwords: Mapping[str, str], options: GrantOptions, *, admin: DatabaseUser
) -> list[Applied]:
    """Runs each tenant's statements; a tenant or a server that refuses stops no other."""
    by_server: dict[Server, list[Grantee]] = {}
    for grantee in grantees:
        by_server.setdefault(server_of(grantee.tenant), []).append(grantee)
    return [
        applied for there in by_server.values() for applied in _apply_on(there, passwords, options, admin)
    ]


def _apply_on(
    grantees: list[Grantee], passwords: Mapping[str, str], options: GrantOptions, admin: DatabaseUser
) -> list[Applied]:
    from MySQLdb import Error as MySQLError

    try:
        connection = connect(grantees[0].tenant, admin)
    except MySQLError as error:
        return [Applied(grantee, f"as {admin.name}: {error}") for grantee in grantees]
    with closing(connection):
        options = options._replace(literal_wildcards=reads_wildcards_literally(connection))
        run_statements(connection, [ESCAPING_MODE])
        return [_apply(connection, grantee, passwords[grantee.tenant], options) for grantee in grantees]


def _apply(connection: Any, grantee: Grantee, password: str, options: GrantOptions) -> Applied:
    from MySQLdb import Error as MySQLError

    try:
        run_statements(connection, grant_statements(grantee, quoted_password(password), options))
    except (MySQLError, ValueError) as error:
        return Applied(grantee, str(error).replace(password, "…"))  # a syntax error repeats the statement
    return Applied(grantee, "")


def reads_wildcards_literally(connection: Any) -> bool:
    """Whether the server has MySQL's `partial_revokes` on, under which `_` and `%` are no wildcards."""
    from MySQLdb import Error as MySQLError

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT @@GLOBAL.partial_revokes")
            return bool(cursor.fetchone()[0])
    except MySQLError as error:
        if error.args[0] != UNKNOWN_VARIABLE:  # MariaDB, and MySQL before 8.0.16, have no such thing
            raise
        return False


def run_statements(connection: Any, statements: Sequence[str]) -> None:
    """One after the other; MySQLdb.Error at the first that is refused."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
