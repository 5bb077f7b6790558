"""The engine's guards switched off one by one, to show what each of them stops."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, models
from django.test import override_settings

from poseidon.tenancy.api import current_tenant
from poseidon.tenancy.guards import guard_statement


class NaiveRouter:
    """What a project without the engine writes: the current tenant's alias, whatever row it is asked for."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        return current_tenant() if hasattr(model, "_DATABASE") else None

    db_for_write = db_for_read

    def allow_relation(self, first: models.Model, second: models.Model, **hints: Any) -> bool:
        return True


@contextmanager
def naive_routing() -> Iterator[None]:
    """Replaces the engine's router."""
    with override_settings(DATABASE_ROUTERS=[NaiveRouter()]):
        yield


@contextmanager
def unguarded_statements(*aliases: str) -> Iterator[None]:
    """Takes the statement guard off the connections of `aliases`."""
    wrappers = [connections[alias] for alias in aliases]
    for wrapper in wrappers:
        wrapper.execute_wrappers.remove(guard_statement)
    try:
        yield
    finally:
        for wrapper in wrappers:
            wrapper.execute_wrappers.insert(0, guard_statement)


def stored(alias: str, table: str = "testapp_author", column: str = "name") -> list[Any]:
    """What really stands in a table, past every part of the engine that is under test."""
    cursor = connections[alias].cursor().cursor  # the driver's, without the wrapper that asks the guards
    cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")
    return [row[0] for row in cursor.fetchall()]
