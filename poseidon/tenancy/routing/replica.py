"""Reads from the replica, where there is one."""

from typing import Any

from django.db import models

from poseidon.tenancy.consistency import primary_required
from poseidon.tenancy.registry import replica_of
from poseidon.tenancy.routing.database import DBRouter


class ReplicaRouter(DBRouter):
    """Adds: reads go to `ALIAS_RO` if it is configured, writes never do.

    `_PREFER_READ_REPLICA = False` on a model, or `use_primary()` around the code, keeps reads on the primary.
    """

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """Alias to read `model` from, or None for Django's choice."""
        primary = self._primary(model, hints)
        if primary is None or primary_required() or not getattr(model, "_PREFER_READ_REPLICA", True):
            return primary
        return replica_of(primary) or primary
