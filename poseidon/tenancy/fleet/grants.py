"""The SQL that makes a tenant's own database user, with the rights that the platform needs and no more."""

from typing import Final, NamedTuple

from poseidon.tenancy.fleet.quoting import account, granted_schema, identifier, text

READ_AND_WRITE: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")
MIGRATE: Final = ("CREATE", "ALTER", "DROP", "INDEX", "REFERENCES")
MONITOR: Final = "/*M!100502 SLAVE MONITOR */ /*!80000 REPLICATION CLIENT */"
"""Lets a user ask how late a replica is: under MariaDB's name and MySQL's, each read by its own server only.
MariaDB knows MySQL's name too, but for another right."""
ESCAPING_MODE: Final = "SET SESSION sql_mode = ''"
"""Stands before all else: under other modes a backslash in a password, or a quote, is read differently."""


class Grantee(NamedTuple):
    """A tenant's user: on `schema` alone, from `host`."""

    tenant: str
    schema: str
    user: str
    host: str = "%"


class GrantOptions(NamedTuple):
    """`with_ddl`: also what `migrate` needs. `rotate`: give an existing user the password, too. `afresh`:
    take away first whatever the user had. `literal_wildcards`: see `quoting.granted_schema`."""

    with_ddl: bool = False
    rotate: bool = False
    afresh: bool = False
    literal_wildcards: bool = False


def grant_statements(grantee: Grantee, secret: str, options: GrantOptions) -> list[str]:
    """Statements in their order; `secret` is the SQL that stands for the password (`quoted_password`)."""
    name = account(grantee.user, grantee.host)
    schema = granted_schema(grantee.schema, literal_wildcards=options.literal_wildcards)
    rights = ", ".join(READ_AND_WRITE + (MIGRATE if options.with_ddl else ()))
    return [
        f"CREATE USER IF NOT EXISTS {name} IDENTIFIED BY {secret}",
        *([f"ALTER USER {name} IDENTIFIED BY {secret}"] if options.rotate else []),
        *([f"REVOKE ALL PRIVILEGES, GRANT OPTION FROM {name}"] if options.afresh else []),
        f"GRANT {rights} ON {schema} TO {name}",
    ]


def monitor_statement(user: str, host: str, *, heartbeat: str) -> str:
    """Lets a user learn how late a replica is: by reading the heartbeat where there is one, else by the
    server's own account, which names its primary and how far replication has got, and no tenant's rows."""
    if not heartbeat:
        return f"GRANT {MONITOR} ON *.* TO {account(user, host)}"
    schema, _, table = heartbeat.partition(".")
    return f"GRANT SELECT ON {identifier(schema)}.{identifier(table)} TO {account(user, host)}"


def quoted_password(password: str) -> str:
    """The password as SQL."""
    return text(password)


def hidden_password(parameter: str) -> str:
    """What is printed in its place: no SQL, so that nobody makes a user whose password is a row of stars."""
    return f"<{parameter}>"
