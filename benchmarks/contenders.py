"""Who takes part."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.plan import ROOT, SCHEMAS, VAR, tenant_name
from benchmarks.servers import mariadb, postgresql
from tests.support.servers.run_directory import run_directory

Database = mariadb.Database | postgresql.Database
BASELINE: Final = "plain-60"


@dataclass(frozen=True)
class Contender:
    """A project, its database server, and what makes it this one."""

    key: str
    title: str
    project: str
    conn_max_age: int
    server: str = "mariadb"
    sharing: str = ""
    tenants: int = SCHEMAS

    @property
    def user(self) -> str:
        """Its own user on the database server."""
        return f"bench_{self.key.replace('-', '_')}"

    @property
    def by_host(self) -> bool:
        """Whether the host name tells the tenant; otherwise the path does."""
        return self.project == "django_tenants_app"

    @property
    def python(self) -> Path:
        """The interpreter with the contender's packages."""
        return VAR / "venv" / "bin" / "python" if self.server == "postgresql" else Path(sys.executable)

    def environment(self, database: Database, **more: Any) -> dict[str, str]:
        """The variables that its processes need; what is secret among it stands in a file."""
        given = {"tenants": self.tenants, "conn_max_age": self.conn_max_age, "sharing": self.sharing, **more}
        name = "-".join([self.key, *(f"{key}_{value}" for key, value in more.items())])
        path = run_directory() / f"benchmark-{name}.json"
        path.write_text(json.dumps(given | database.access(self.user)), encoding="utf-8")
        settings = f"benchmarks.apps.{self.project}.settings"
        return {"BENCHMARK": str(path), "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(ROOT)}

    def request(self, number: int, page: str) -> tuple[str, str]:
        """Path and host by which tenant `number` is asked for `page`."""
        name = tenant_name(number)
        return (f"/{page}", f"{name.lower()}.example") if self.by_host else (f"/{name}/{page}", "localhost")


CONTENDERS: Final = (
    Contender("plain-60", "plain Django, one database, kept connections", "plain_app", 60),
    Contender("plain-0", "plain Django, one database, a connection a request", "plain_app", 0),
    Contender("naive-60", "alias per tenant, eager, kept connections", "naive_app", 60),
    Contender("naive-0", "alias per tenant, eager, a connection a request", "naive_app", 0),
    Contender("postgresql-60", "plain Django on PostgreSQL, kept connections", "plain_app", 60, "postgresql"),
    Contender(
        "django-tenants-60", "django-tenants, kept connections", "django_tenants_app", 60, "postgresql"
    ),
    Contender(
        "django-tenants-0", "django-tenants, a connection a request", "django_tenants_app", 0, "postgresql"
    ),
    Contender(
        "poseidon-select-db",
        "Poseidon, shared connections, select_db",
        "poseidon_app",
        0,
        sharing="select_db",
    ),
    Contender(
        "poseidon-reset", "Poseidon, shared connections, full reset", "poseidon_app", 0, sharing="change_user"
    ),
    Contender(
        "poseidon-unshared",
        "Poseidon, sharing off, a connection a request",
        "poseidon_app",
        0,
        sharing="none",
    ),
)


def by_key(key: str) -> Contender:
    """The contender of that name."""
    return next(contender for contender in CONTENDERS if contender.key == key)
