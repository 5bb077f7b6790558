"""Text that any name fits in: a table is made with its database's own character set, which may be latin1."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.commons.any_case import any_case_parameters


class Utf8Field(models.CharField):  # type: ignore[type-arg]
    """A VARCHAR that is utf8mb4 on MySQL and MariaDB whatever the database is, and compares exactly."""

    _COLLATION = "utf8mb4_bin"

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """As Django's, with the collation, which names the character set."""
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "mysql":
            parameters["collation"] = self._COLLATION
        return parameters


class Utf8CodeField(Utf8Field):
    """The same for codes, which the older product spells in any case."""

    _COLLATION = "utf8mb4_general_ci"

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """On SQLite and PostgreSQL as the legacy columns that hold the codes."""
        return any_case_parameters(super().db_parameters(connection), connection)
