"""A server of its own with a few tenants' schemas, two of which differ at `_` only."""

import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.support.servers import MariaDB

TENANTS = ("CONF_A", "CONFXA", "OTHER")
DOMAIN = "POSEIDON_DATABASE_PASSWORD_"


@pytest.fixture(scope="package")
def server() -> Iterator[MariaDB]:
    with MariaDB.start() as server:
        for tenant in TENANTS:
            make_schema(server, tenant)
        yield server


def make_schema(server: MariaDB, tenant: str) -> None:
    schema = tenant.lower()
    server.execute(f"CREATE DATABASE `{schema}`")
    server.execute(f"CREATE TABLE `{schema}`.people (pid int PRIMARY KEY, name varchar(40))")
    server.execute(f"INSERT INTO `{schema}`.people VALUES (1, '{tenant}')")


@pytest.fixture(autouse=True)
def _no_users(server: MariaDB) -> Iterator[None]:
    """Every test starts with no tenant's user there."""
    yield
    for (name,) in server.execute("SELECT User FROM mysql.user WHERE User LIKE 'p\\_%'"):
        server.execute(f"DROP USER '{name}'@'%'")


def place(server: MariaDB, tenant: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.mysql",
        "NAME": tenant.lower(),
        "USER": "root",
        "PASSWORD": server.root_password,
        "HOST": server.host,
        "PORT": str(server.port),
        "OPTIONS": {"charset": "utf8mb4", "connect_timeout": 3},
    }


@pytest.fixture
def served(server: MariaDB, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The tenants that are served, on `server`, as an administrator who may make users; may be changed."""
    names = set(TENANTS)
    monkeypatch.setattr(settings.DATABASES, "tenants", lambda: frozenset(names))
    monkeypatch.setattr(settings.DATABASES, "_build", lambda tenant, replica: place(server, tenant))
    monkeypatch.setenv("POSEIDON_DATABASE_ADMIN_USERNAME", "root")
    monkeypatch.setenv("POSEIDON_DATABASE_ADMIN_PASSWORD", server.root_password)
    for tenant in TENANTS:
        monkeypatch.setenv(f"{DOMAIN}{tenant}", f"pass\\'{tenant}")
    return names


Fleet = Callable[..., str]


@pytest.fixture
def fleet(served: set[str]) -> Fleet:
    """`fleet("grants", "--apply")`: what the command prints; CommandError as it raises it."""

    def run(*arguments: str) -> str:
        out = StringIO()
        try:
            call_command("fleet", *arguments, stdout=out)
        except CommandError as error:
            error.printed = out.getvalue()  # type: ignore[attr-defined]
            raise
        return out.getvalue()

    return run


def refused(fleet: Fleet, *arguments: str) -> tuple[str, str]:
    """The error's message and what was printed before it."""
    with pytest.raises(CommandError) as caught:
        fleet(*arguments)
    return str(caught.value), caught.value.printed  # type: ignore[attr-defined]


def findings(fleet: Fleet, *arguments: str) -> set[tuple[str, str, str]]:
    """(tenant, on, attempt) of everything that the check found possible."""
    _, printed = refused(fleet, "grants", "--check", "--json", *arguments)
    told = json.loads(printed)
    assert not told["isolated"]
    return {(one["tenant"], one["other"], one["attempt"]) for one in told["findings"]}


def read_as(server: MariaDB, tenant: str, sql: str) -> list[tuple[Any, ...]]:
    """Rows of `sql` with the tenant's own credentials, in no schema."""
    connection = server.connect(user=f"p_{tenant.lower()}", password=f"pass\\'{tenant}")
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())
    finally:
        connection.close()
