"""Routing by `_DATABASE` alone."""

from typing import Any

from django.db import models

from poseidon.tenancy.context import CURRENT_TENANT, require_tenant
from poseidon.tenancy.registry import check_tenant
from poseidon.tenancy.routing.homes import home_of


class DBRouter:
    """Sends a model to the database that its `_DATABASE` names; one without it is left to Django."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """Alias to read `model` from, or None for Django's choice."""
        return self._primary(model, hints)

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str | None:
        """Alias to write `model` to, or None for Django's choice."""
        return self._primary(model, hints)

    def _primary(self, model: type[models.Model], hints: dict[str, Any]) -> str | None:
        home = home_of(model)
        if home != CURRENT_TENANT:
            return home
        named: str | None = hints.get("tenant")
        if named is not None:
            return check_tenant(named)
        return require_tenant(str(model._meta.object_name))
