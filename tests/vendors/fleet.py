"""Three tenants of one process, each on a server of another kind: MARIA, POSTGRESQL and LITE."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from poseidon.commons.config.parsing import REPLICA_SUFFIX, Place
from poseidon.tenancy.api import tenant_context
from poseidon.tenancy.availability import watch
from settings.vendor_databases import postgresql, sqlite
from tests.factories import (
    AbstractFactory,
    PeopleFactory,
    PlanionContainerFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.support.legacy_tables import empty_legacy_tables, make_legacy_tables
from tests.support.servers import MariaDB
from tests.support.servers.postgresql import PostgreSQL

MARIA, POSTGRES, LITE = "MARIA", "POSTGRESQL", "LITE"
FLEET: Final = (MARIA, POSTGRES, LITE)
VENDORS: Final = {MARIA: "mysql", POSTGRES: "postgresql", LITE: "sqlite"}


class Fleet:
    """What `settings.DATABASES` says of tenants while it is in force."""

    def __init__(self, mariadb: MariaDB, postgres: PostgreSQL, folder: Path) -> None:
        self.mariadb, self.postgres, self.folder = mariadb, postgres, folder

    def tenants(self) -> frozenset[str]:
        return frozenset(FLEET)

    def build(self, tenant: str, replica: bool) -> dict[str, Any]:
        """As settings.production would; replicas are connections of their own to the same server."""
        name = tenant.lower()
        if tenant == LITE:
            place = Place("sqlite", folder=str(self.folder))
            return sqlite(name, place, tenant if replica else None)
        if tenant == POSTGRES:
            place = Place("postgresql", self.postgres.host, self.postgres.port)
            return postgresql(name, place, {"USER": self.postgres.user, "PASSWORD": self.postgres.password})
        return {
            "ENGINE": "poseidon.tenancy.backends.mysql",
            "NAME": name,
            "USER": "root",
            "PASSWORD": self.mariadb.root_password,
            "HOST": self.mariadb.host,
            "PORT": str(self.mariadb.port),
            "CONN_MAX_AGE": 0,
            "OPTIONS": {"charset": "utf8mb4", "connect_timeout": 1},
        }

    @contextmanager
    def in_force(self) -> Iterator["Fleet"]:
        """In place of the test suite's tenants, while the block runs."""
        databases: Any = settings.DATABASES
        ours = {"tenants": self.tenants, "_build": self.build, "renew_credentials": None}
        before = {name: vars(databases)[name] for name in ours}
        vars(databases).update(ours)
        try:
            yield self
        finally:
            forget_wrappers()
            vars(databases).update(before)
            watch.forget_everything()

    def make_tables(self) -> None:
        """What operators do for a new tenant, on each kind of server."""
        self.mariadb.execute(f"CREATE DATABASE {MARIA.lower()}")
        self.postgres.execute(f"CREATE DATABASE {POSTGRES.lower()}")
        for tenant in FLEET:
            make_legacy_tables(tenant)
            call_command("migrate", "poseidon", database=tenant, verbosity=0)

    def fill(self) -> None:
        """The same keys in each, with other names."""
        for tenant in FLEET:
            empty_legacy_tables(tenant)
            with tenant_context(tenant):
                PlanionContainerFactory(code="C1", name=f"Conference of {tenant}")
                PeopleFactory(pid=1, first_name="Zoë", last_name=f"Müller-{tenant}", country="Sweden")
                PeopleFactory(pid=2, first_name="Ada", last_name=None, country=None)
                PeopleFactory(pid=3, first_name="Bo", last_name="abel", country="SWEDEN ")
                SessionFactory(conference_code="C1", title=f"Opening of {tenant}")
                AbstractFactory(conference_code="C1", title=f"Paper of {tenant}", presenter_pid=1)
                RegistrationFactory(conference_code="C1", pid=1)

    def stop(self, tenant: str) -> None:
        self._server_of(tenant).kill()

    def restart(self, tenant: str) -> None:
        server = self._server_of(tenant)
        if server.pid is None:
            server.restart()

    def _server_of(self, tenant: str) -> MariaDB | PostgreSQL:
        return {MARIA: self.mariadb, POSTGRES: self.postgres}[tenant]


def forget_wrappers() -> None:
    """Closes and forgets this thread's wrappers of the fleet's tenants."""
    held: dict[str, Any] = connections._connections.by_alias  # type: ignore[attr-defined]
    for alias, wrapper in list(held.items()):
        if alias.removesuffix(REPLICA_SUFFIX) in FLEET:
            wrapper.close()
            del connections[alias]
