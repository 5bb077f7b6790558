"""An installation whose tenants come and go: 24 schemas on a server of its own, and the parameter that
lists those which are served."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from pytest_django import DjangoDbBlocker

from poseidon.commons.config import ParameterConfig
from poseidon.commons.config.last_good import LastGood
from poseidon.commons.config.parsing import parse_tenant_list
from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.availability import watch
from poseidon.tenancy.backends.mysql.pool import close_pools
from poseidon.tenancy.testing import undeclared
from tests.support.servers import MariaDB
from tests.tenancy.scale.wsgi import Answer, ask

LIST = "PLANSTONE_TENANTS_LIST"
NAMES = tuple(f"T{number:02}" for number in range(24))
MANY = tuple(f"T{number:05}" for number in range(10_000))
COLUMNS = "id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(50) NOT NULL, `rank` int NOT NULL"
ESTATES = {*NAMES, *MANY}
POOL = {"size": 4, "max_overflow": 4, "wait": 60.0}


@pytest.fixture(scope="package")
def server() -> Iterator[MariaDB]:
    """Each schema holds one author, who is called like the tenant."""
    with MariaDB.start() as server:
        for name in NAMES:
            make_schema(server, name)
        yield server


def make_schema(server: MariaDB, tenant: str) -> None:
    schema = tenant.lower()
    server.execute(f"CREATE DATABASE `{schema}`")
    server.execute(f"CREATE TABLE `{schema}`.testapp_author ({COLUMNS})")
    server.execute(f"INSERT INTO `{schema}`.testapp_author VALUES (1, '{tenant}', 0)")


class Estate:
    """The tenants as the parameter lists them; `served` is what the operator changes.

    `database` holds what all tenants' settings have in common. Each call of `build` is noted in `built`.
    """

    def __init__(self, server: MariaDB) -> None:
        self.server = server
        self.environ: dict[str, str] = {LIST: ",".join(NAMES[:20])}
        self.config = ParameterConfig(environ=self.environ)
        self.database: dict[str, Any] = {"OPTIONS": {"charset": "utf8mb4", "pool": POOL}}
        self.built: list[str] = []
        self._read = LastGood(parse_tenant_list)

    def serve(self, *names: str) -> None:
        self.environ[LIST] = ",".join(names)

    def tenants(self) -> frozenset[str]:
        return self._read(LIST, self.config.get_param(LIST))

    def build(self, tenant: str, replica: bool) -> dict[str, Any]:
        self.built.append(tenant)
        shared = {"SAME_CONNECTION_AS": tenant} if replica else {}
        return {
            "ENGINE": "poseidon.tenancy.backends.mysql",
            "NAME": tenant.lower(),
            "USER": "root",
            "PASSWORD": self.server.root_password,
            "HOST": self.server.host,
            "PORT": str(self.server.port),
            **self.database,
            **shared,
        }

    def connections_to(self, schema: str | None = None) -> int:
        """Connections that the server has to a tenant's schema, or to any tenant's, while nobody serves.

        Asked until two answers agree: it lists one that was just closed for a moment more.
        """
        before, now = -1, self.connections_now(schema)
        while before != now:
            time.sleep(0.02)
            before, now = now, self.connections_now(schema)
        return now

    def connections_now(self, schema: str | None = None) -> int:
        """As `connections_to`, at this moment."""
        sql = "SELECT COUNT(*) FROM information_schema.processlist WHERE db LIKE %s"
        return int(self.server.execute(sql, [schema or "t%"])[0][0])


@pytest.fixture
def estate(
    server: MariaDB,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Estate]:
    """In place of the test suite's two tenants; addresses inside a tenant are those of `urls`."""
    estate = Estate(server)
    watch.forget_everything()  # who still watches a server of earlier tests looks up its settings
    databases = _databases()
    monkeypatch.setattr(databases, "tenants", estate.tenants)
    monkeypatch.setattr(databases, "_build", estate.build)
    settings.TENANT_URLCONF = "tests.tenancy.scale.urls"
    for case in undeclared._running:  # a test declares the suite's databases; the estate's are its own
        monkeypatch.setattr(case, "databases", {*case.databases, *ESTATES})
    with django_db_blocker.unblock():
        yield estate
        forget_wrappers()
        close_pools()


def forget_wrappers() -> None:
    """Closes and forgets this thread's wrappers of the estate's tenants."""
    for alias, wrapper in list(wrappers().items()):
        if alias.removesuffix("_RO") in ESTATES:
            wrapper.close()
            del connections[alias]


def wrappers() -> dict[str, Any]:
    """This thread's, by alias."""
    held: dict[str, Any] = connections._connections.by_alias  # type: ignore[attr-defined]
    return held


def _databases() -> Any:
    return settings.DATABASES


@pytest.fixture
def accounts() -> None:
    """An active account for each of the estate's names. For tests that may write to `accounts`."""
    Accounts.objects.bulk_create([Accounts(acronym=name, name=name, active=True) for name in NAMES])


Visit = Callable[[str], Answer]


@pytest.fixture
def visit(estate: Estate, accounts: None) -> Visit:
    """`visit("T00")`: asks the application, as a web server does, for the names of the tenant's authors."""
    return lambda tenant: ask(f"/{tenant}/names/")
