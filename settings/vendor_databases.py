"""Tenants that are not on MySQL: on PostgreSQL, perhaps behind PgBouncer, or in SQLite files.

A shard says so in its endpoints: `postgresql://host:port`, or `sqlite:///folder`. See docs/operations.md.
"""

from pathlib import Path
from typing import Any

from poseidon.commons.config import pconfig
from poseidon.commons.config.parsing import Place


def postgresql(name: str, place: Place, login: dict[str, Any]) -> dict[str, Any]:
    """Settings of one database, so that PgBouncer may give each transaction another connection: nothing is
    prepared on the server, and no cursor outlives its statement."""
    return {
        "ENGINE": "poseidon.tenancy.backends.postgresql",
        "NAME": name,
        **login,
        "HOST": place.host,
        "PORT": str(place.port),
        "CONN_MAX_AGE": 0,  # PgBouncer keeps the connections
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            "connect_timeout": 2,  # libpq takes no less
            "prepare_threshold": None,
            "sslmode": pconfig.get_param("DATABASE_POSTGRESQL_SSLMODE", default="verify-full"),
            "sslrootcert": pconfig.get_param(
                "DATABASE_CA_BUNDLE", default="/etc/ssl/certs/ca-certificates.crt"
            ),
        },
    }


def sqlite(name: str, place: Place, primary: str | None) -> dict[str, Any]:
    """Settings of one file; `primary`, of a replica, is the alias whose very connection it is."""
    shared = {} if primary is None else {"SAME_CONNECTION_AS": primary}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(place.folder) / f"{name}.sqlite3"),
        "USER": "",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
        **shared,
    }
