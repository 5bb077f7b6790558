"""Databases of the test suite.

`POSEIDON_TEST_DATABASE_URL` is `mysql://user:password@host:port/`, `postgresql://…` or
`sqlite:///`. What needs no database of its own shares one: the shared aliases are `test_poseidon`, each
tenant is `test_<name>`. A replica alias is its primary's very connection, so that it reads inside a test what
the test has not committed.
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from poseidon.commons.config import pconfig
from poseidon.commons.config.databases import TenantDatabases, parse_tenant_list

_URL = urlsplit(pconfig.get_param("POSEIDON_TEST_DATABASE_URL", default="mysql://root@127.0.0.1:3307/"))
_VAR = Path(__file__).resolve().parent.parent / "var" / "test"


def database(name: str, same_as: str | None = None) -> dict[str, Any]:
    """Settings of the test database `test_<name>`; `same_as` names the alias whose connection it is."""
    shared = {} if same_as is None else {"SAME_CONNECTION_AS": same_as}
    if _URL.scheme == "sqlite":
        _VAR.mkdir(parents=True, exist_ok=True)
        test = {"NAME": str(_VAR / f"test_{name}.sqlite3"), "DEPENDENCIES": []}
        unused = str(_VAR / f"{name}.sqlite3")  # `manage.py check` opens it; tests use the other
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unused, "TEST": test, **shared}
    test = {"NAME": f"test_{name}", "DEPENDENCIES": []}
    if _URL.scheme == "postgresql":
        return {
            "ENGINE": "poseidon.tenancy.backends.postgresql",
            **server(name, 5432),
            "TEST": test,
            **shared,
        }
    return {
        "ENGINE": "poseidon.tenancy.backends.mysql",
        **server(name, 3306),
        "OPTIONS": {"charset": "utf8mb4"},
        "TEST": {"CHARSET": "utf8mb4", **test},
        **shared,
    }


def server(name: str, port: int) -> dict[str, Any]:
    """Where the database is and who asks."""
    return {
        "NAME": name,
        "USER": unquote(_URL.username or "root"),
        "PASSWORD": unquote(_URL.password or ""),
        "HOST": _URL.hostname or "127.0.0.1",
        "PORT": str(_URL.port or port),
    }


def tenants() -> frozenset[str]:
    """Two tenants, for every leak needs two."""
    return parse_tenant_list(pconfig.get_param("PLANSTONE_TENANTS_LIST", default="TESTCLIENT,OTHERCLIENT"))


def build(tenant: str, replica: bool) -> dict[str, Any]:
    """A tenant's primary, or its replica, which is the primary's own connection."""
    return database(tenant.lower(), same_as=tenant if replica else None)


# SQLite has one writer a file: two aliases in one file would wait for each other inside a test.
_ACCOUNTS = "accounts" if _URL.scheme == "sqlite" else "poseidon"

DATABASES = TenantDatabases(
    {
        "default": database("poseidon"),
        "poseidon": database("poseidon", same_as="default"),
        "poseidon_RO": database("poseidon", same_as="default"),
        "accounts": database(_ACCOUNTS),
        "accounts_RO": database(_ACCOUNTS, same_as="accounts"),
    },
    tenants=tenants,
    build=build,
)
