"""Plain Django on one database of either server."""

from benchmarks.apps.given import GIVEN, database, mysql
from benchmarks.apps.shared.settings import *  # noqa: F403 - settings build on settings
from benchmarks.plan import schema_name

ROOT_URLCONF = "benchmarks.apps.shared.tenant_in_path"

if GIVEN["server"] == "mariadb":
    DATABASES = {"default": mysql(schema_name(0))}
else:
    DATABASES = {"default": database("django.db.backends.postgresql", "bench")}
    DATABASES["default"]["OPTIONS"] = {"options": f"-c search_path={schema_name(0)}"}
