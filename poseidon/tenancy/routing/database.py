"""Routing by `_DATABASE` alone."""

from typing import Any

from django.db import models

from poseidon.tenancy.context import CURRENT_TENANT, current_tenant
from poseidon.tenancy.errors import NoTenantError
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
        # A stamp comes as the hint `tenant`; it was checked when its context was entered.
        tenant: str | None = hints.get("tenant") or current_tenant()
        if tenant is None:
            raise NoTenantError(str(model._meta.object_name))
        return tenant
