"""Reads from the replica, where there is one."""

from typing import Any

from django.db import models

from poseidon.tenancy.consistency import chosen_replica
from poseidon.tenancy.routing.database import DBRouter


class ReplicaRouter(DBRouter):
    """Adds: reads go to `ALIAS_RO` if it is configured, writes never do.

    `_PREFER_READ_REPLICA = False` on a model, or `use_primary()` around the code, keeps reads on the primary.
    """

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """Alias to read `model` from, or None for Django's choice."""
        return self._read_alias(model, hints)

    def _read_alias(self, model: type[models.Model], hints: dict[str, Any]) -> str | None:
        primary = self._primary(model, hints)
        return None if primary is None else reading_alias(model, primary)


def reading_alias(model: type[models.Model], primary: str) -> str:
    """Where rows of `model` that are written to `primary` are read from; part of each query, so lean."""
    if not getattr(model, "_PREFER_READ_REPLICA", True):
        return primary
    return chosen_replica(primary) or primary
