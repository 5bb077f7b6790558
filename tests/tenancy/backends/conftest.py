"""Wrappers over schemas of a private server, sharing a pool or not."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from poseidon.tenancy.backends.mysql.base import DatabaseWrapper
from poseidon.tenancy.backends.mysql.pool import close_pools
from tests.support.servers import MariaDB

Wrap = Callable[..., DatabaseWrapper]
SCHEMAS = ("alpha", "beta", "gamma", "alph_")


@pytest.fixture(scope="package")
def server() -> Iterator[MariaDB]:
    with MariaDB.start(options=["--max-connections=60"]) as server:
        for schema in SCHEMAS:
            server.execute(f"CREATE DATABASE `{schema}`")
            server.execute(f"CREATE TABLE `{schema}`.whoami (name varchar(20))")
            server.execute(f"INSERT INTO `{schema}`.whoami VALUES ('{schema}')")
        yield server


def settings_for(server: MariaDB, schema: str, pool: dict[str, Any] | None, **changed: Any) -> dict[str, Any]:
    """A filled-in settings dict, as the connections handler would hand to the wrapper."""
    options: dict[str, Any] = {"charset": "utf8mb4", "connect_timeout": 5, **changed.pop("OPTIONS", {})}
    if pool is not None:
        options["pool"] = pool
    return {
        "ENGINE": "poseidon.tenancy.backends.mysql",
        "NAME": schema,
        "USER": "root",
        "PASSWORD": server.root_password,
        "HOST": server.host,
        "PORT": str(server.port),
        "OPTIONS": options,
        "AUTOCOMMIT": True,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "TIME_ZONE": None,
        "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
        **changed,
    }


@pytest.fixture(autouse=True)
def _database_access(django_db_blocker: Any) -> Iterator[None]:
    """These tests make wrappers of their own over a server of their own."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def wrap(server: MariaDB) -> Iterator[Wrap]:
    """`wrap("alpha", size=1, reset="select_db")`: a wrapper; all with equal options share one pool."""
    made: list[DatabaseWrapper] = []

    def make(schema: str, *, changed: dict[str, Any] | None = None, **pool: Any) -> DatabaseWrapper:
        options = {"size": 1, "max_overflow": 0, "wait": 0.2, **pool}
        wrapper = DatabaseWrapper(settings_for(server, schema, options, **(changed or {})), schema.upper())
        made.append(wrapper)
        return wrapper

    yield make
    for wrapper in made:
        wrapper.inc_thread_sharing()
        wrapper.close()
    close_pools()


def ask(wrapper: DatabaseWrapper, sql: str, *params: Any) -> Any:
    """First column of the first row."""
    with wrapper.cursor() as cursor:
        cursor.execute(sql, params or None)
        row = cursor.fetchone()
    return row[0] if row else None


def run(wrapper: DatabaseWrapper, sql: str) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute(sql)
