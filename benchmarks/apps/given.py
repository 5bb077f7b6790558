"""What a contender's project is told about its surroundings: a JSON file that the variable BENCHMARK names.

A file and not variables, because passwords do not belong into a process list.
"""

import json
import os
from pathlib import Path
from typing import Any, Final

VARIABLE: Final = "BENCHMARK"

GIVEN: Final[dict[str, Any]] = json.loads(Path(os.environ[VARIABLE]).read_text(encoding="utf-8"))
"""`host`, `port`, `user`, `password` of its database server, `tenants` (how many), `conn_max_age` in
seconds, and what only one project knows: `sharing` of Poseidon's."""


def database(engine: str, name: str) -> dict[str, Any]:
    """Settings of one database, as Django wants them."""
    return {
        "ENGINE": engine,
        "NAME": name,
        "HOST": GIVEN["host"],
        "PORT": str(GIVEN["port"]),
        "USER": GIVEN["user"],
        "PASSWORD": GIVEN["password"],
        "CONN_MAX_AGE": GIVEN["conn_max_age"],
    }


def mysql(name: str) -> dict[str, Any]:
    """Settings of one schema of the MariaDB server."""
    return database("django.db.backends.mysql", name) | {"OPTIONS": {"charset": "utf8mb4"}}
