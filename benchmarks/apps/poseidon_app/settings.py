"""The engine's middleware, router, connections and models; `sharing` says how connections are kept.

`none`: Django's MySQL backend, a connection for each alias. `select_db` and `change_user`: the engine's own
backend, whose connections all tenants share, with that reset between two tenants.
"""

from typing import Any

from benchmarks.apps.given import GIVEN, mysql
from benchmarks.apps.poseidon_app.parameters import tenants
from benchmarks.apps.shared.settings import *  # noqa: F403 - settings build on settings
from benchmarks.apps.shared.settings import MIDDLEWARE
from benchmarks.plan import schema_name
from poseidon.commons.config.databases import TenantDatabases

INSTALLED_APPS = [
    "poseidon.tenancy",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "benchmarks.apps.poseidon_app.apps.BenchmarkedPoseidonConfig",
]
MIDDLEWARE = [MIDDLEWARE[0], "poseidon.tenancy.middleware.TenantMiddleware", *MIDDLEWARE[1:]]
DATABASE_ROUTERS = ["poseidon.db_routers.TenantRouter"]
TENANT_URLCONF = "benchmarks.apps.shared.urls"
PLATFORM_PATHS = frozenset(("static",))
TENANCY_RAW_SQL = "log"  # as in production
TENANCY_STATUS_TTL = 15
TENANCY_STATUS_KEPT = 20_000
PEOPLE_MODEL = "poseidon.People"

POOL = {"size": 4, "max_overflow": 2, "wait": 5.0, "recycle": 300}


def schema(name: str) -> dict[str, Any]:
    """Settings of one schema, shared or not."""
    settings = mysql(name)
    if GIVEN["sharing"] != "none":
        settings["ENGINE"] = "poseidon.tenancy.backends.mysql"
        settings["OPTIONS"]["pool"] = POOL | {"reset": GIVEN["sharing"]}
    return settings


def build(tenant: str, replica: bool) -> dict[str, Any]:  # noqa: ARG001 - one server is both
    """A tenant's schema; primary and replica are the same server, as in the other contenders."""
    return schema(schema_name(int(tenant[1:])))


DATABASES = TenantDatabases({"default": schema(schema_name(0))}, tenants=tenants, build=build)
