"""Two aliases for each tenant (primary and replica, here the same server), listed eagerly."""

from benchmarks.apps.given import GIVEN, mysql
from benchmarks.apps.shared.settings import *  # noqa: F403 - settings build on settings
from benchmarks.apps.shared.settings import MIDDLEWARE
from benchmarks.plan import schema_name, tenant_name

ROOT_URLCONF = "benchmarks.apps.shared.tenant_in_path"
MIDDLEWARE = [MIDDLEWARE[0], "benchmarks.apps.naive_app.tenancy.TenantMiddleware", *MIDDLEWARE[1:]]
DATABASE_ROUTERS = ["benchmarks.apps.naive_app.tenancy.TenantRouter"]

DATABASES = {"default": mysql(schema_name(0))}
for number in range(GIVEN["tenants"]):
    DATABASES[tenant_name(number)] = mysql(schema_name(number))
    DATABASES[f"{tenant_name(number)}_RO"] = mysql(schema_name(number))
