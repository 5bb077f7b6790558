"""Text that any name fits in: a table is made with its database's own character set, which may be latin1."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class Utf8Field(models.CharField):  # type: ignore[type-arg]
    """A VARCHAR that is utf8mb4 on MySQL and MariaDB whatever the database is, and compares exactly."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """As Django's, with the collation, which names the character set."""
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "mysql":
            parameters["collation"] = "utf8mb4_bin"
        return parameters
