"""Names of test databases that every thread and every xdist worker finds.

The settings of a tenant's database are built anew at each look-up, so what Django writes into them when it
has made a test database (its name), and what pytest-django adds for a worker (`_gw0`), is lost for tenants:
workers would share databases, and a thread would look for one without `test_` in its name. Therefore the
final name is put where settings are built, before anything is made.
"""

import os
from typing import Any

from django.conf import settings
from django.db import connections

DatabaseSettings = dict[str, Any]


def name_databases_for_tests() -> None:
    """Make every alias's database name its final one; called once, before test databases are made."""
    databases: Any = settings.DATABASES
    build = databases._build

    def build_for_tests(tenant: str, replica: bool) -> DatabaseSettings:
        return _name_finally(build(tenant, replica))

    databases._build = build_for_tests
    for connection in connections.all():  # those that were made before
        _name_finally(connection.settings_dict)


def _name_finally(database: DatabaseSettings) -> DatabaseSettings:
    suffix = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = database["TEST"]["NAME"]
    if suffix and not name.endswith(f"_{suffix}"):
        name = f"{name}_{suffix}"
    database["NAME"] = database["TEST"]["NAME"] = name
    return database
