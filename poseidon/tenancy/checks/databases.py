"""Database settings."""

import ipaddress
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution

from poseidon.commons.config.parsing import REPLICA_SUFFIX
from poseidon.tenancy.checks.subjects import Database, databases, tenant_databases
from poseidon.tenancy.registry import is_tenant

DJANGO_MYSQL: Final = "django.db.backends.mysql"
SHARING_MYSQL: Final = "poseidon.tenancy.backends.mysql"
TAKEN_BY_MYSQLCLIENT: Final = frozenset(
    (
        "auth_plugin",
        "autocommit",
        "charset",
        "client_flag",
        "collation",
        "compress",
        "connect_timeout",
        "conv",
        "cursorclass",
        "database",
        "db",
        "host",
        "init_command",
        "local_infile",
        "multi_statements",
        "named_pipe",
        "passwd",
        "password",
        "port",
        "read_default_file",
        "read_default_group",
        "read_timeout",
        "server_public_key_path",
        "sql_mode",
        "ssl",
        "ssl_mode",
        "unix_socket",
        "use_unicode",
        "user",
        "write_timeout",
    )
)
TAKEN: Final = {
    DJANGO_MYSQL: TAKEN_BY_MYSQLCLIENT | {"isolation_level"},
    SHARING_MYSQL: TAKEN_BY_MYSQLCLIENT | {"isolation_level", "pool"},
}
POSTGRESQL: Final = frozenset(("django.db.backends.postgresql", "poseidon.tenancy.backends.postgresql"))
VERIFY: Final = (
    'In OPTIONS set "ssl_mode": "VERIFY_IDENTITY" and "ssl": {"ca": <path of the CA bundle>}; for PostgreSQL '
    '"sslmode": "verify-full" and "sslrootcert".'
)
PLAINTEXT_MODES: Final = frozenset(
    ("DISABLED", "PREFERRED", "REQUIRED", "DISABLE", "ALLOW", "PREFER", "REQUIRE")
)


def check_health_checks(**_: Any) -> list[CheckMessage]:
    """W009: connections that are kept, but not looked at before they are used again."""
    return [
        Caution(
            f"{database.told} keep{_s(database)} connections (CONN_MAX_AGE={age!r}) without health checks: "
            "the first request after a failover or an idle timeout fails.",
            hint='Set "CONN_HEALTH_CHECKS": True beside CONN_MAX_AGE.',
            id="poseidon.W009",
        )
        for database in databases()
        if (age := database.settings.get("CONN_MAX_AGE", 0)) != 0
        and not database.settings.get("CONN_HEALTH_CHECKS")
    ]


def check_options(**_: Any) -> list[CheckMessage]:
    """E010: OPTIONS that the MySQL driver refuses with a TypeError at the first connection."""
    found: list[CheckMessage] = []
    for database in databases():
        taken = TAKEN.get(database.settings["ENGINE"])
        unknown = sorted(set(database.settings.get("OPTIONS", {})) - taken) if taken is not None else []
        if unknown:
            found.append(
                Error(
                    f"{database.told} set{_s(database)} OPTIONS that {database.settings['ENGINE']} does not "
                    f"take: {', '.join(unknown)}.",
                    hint=f'Remove them. To share connections set "ENGINE": "{SHARING_MYSQL}" and give '
                    'OPTIONS["pool"] a dict with size, max_overflow and wait.',
                    id="poseidon.E010",
                )
            )
    return found


def check_atomic_requests(**_: Any) -> list[CheckMessage]:
    """E011: ATOMIC_REQUESTS on tenants' databases."""
    return [
        Error(
            f"{database.told} set ATOMIC_REQUESTS, which Django reads off every alias on every request, and "
            "which would not know the request's tenant.",
            hint="Leave ATOMIC_REQUESTS out and open tenant_atomic() where rows are written.",
            id="poseidon.E011",
        )
        for database in tenant_databases()
        if database.settings.get("ATOMIC_REQUESTS")
    ]


def check_plaintext(**_: Any) -> list[CheckMessage]:
    """W012: an `ssl_mode` that goes on in plaintext, or with anybody's certificate, to another machine."""
    return [
        Caution(
            f"{database.told} connect{_s(database)} to {database.settings.get('HOST')} with "
            f"{_ssl_option(database)}={mode!r}, which goes on in plaintext where the server offers no "
            "encryption, and never looks whose server it is.",
            hint=VERIFY,
            id="poseidon.W012",
        )
        for database in databases()
        if (mode := _ssl_mode(database)) in PLAINTEXT_MODES and _is_remote_server(database)
    ]


def check_encryption(**_: Any) -> list[CheckMessage]:
    """W013: no `ssl_mode` at all towards another machine; a deployment check (`check --deploy`)."""
    return [
        Caution(
            f"{database.told} connect{_s(database)} to {database.settings.get('HOST')} without saying "
            f"{_ssl_option(database)}: passwords and rows may cross the network in plaintext.",
            hint=VERIFY,
            id="poseidon.W013",
        )
        for database in databases()
        if _ssl_mode(database) is None and _is_remote_server(database)
    ]


def check_replicas(**_: Any) -> list[CheckMessage]:
    """E014: a replica alias whose primary does not exist."""
    return [
        Error(
            f"Database {alias!r} is a replica of {primary!r}, which does not exist: nothing would read it.",
            hint=f"Define {primary!r} too, or name {alias!r} without {REPLICA_SUFFIX} if it is no replica.",
            id="poseidon.E014",
        )
        for alias in settings.DATABASES.static
        if alias.endswith(REPLICA_SUFFIX)
        and (primary := alias.removesuffix(REPLICA_SUFFIX)) not in settings.DATABASES.static
        and not is_tenant(primary)
    ]


def _s(database: Database) -> str:
    """The verb's ending: one database keeps, the tenants' databases keep."""
    return "s" if database.told.startswith("Database") else ""


def _ssl_option(database: Database) -> str:
    """What MySQL's and PostgreSQL's drivers call it."""
    return "sslmode" if database.settings["ENGINE"] in POSTGRESQL else "ssl_mode"


def _ssl_mode(database: Database) -> str | None:
    mode = database.settings.get("OPTIONS", {}).get(_ssl_option(database))
    return None if mode is None else str(mode).upper()


def _is_remote_server(database: Database) -> bool:
    host = str(database.settings.get("HOST") or "")
    if (
        database.settings["ENGINE"] not in {*TAKEN, *POSTGRESQL}
        or host in ("", "localhost")
        or host.startswith("/")
    ):
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True
