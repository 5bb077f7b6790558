"""The router of the product: databases, replicas, tenants, relations and migrations."""

from typing import Any

from django.db import models

from poseidon.tenancy import stamps
from poseidon.tenancy.context import CURRENT_TENANT, current_tenant
from poseidon.tenancy.errors import CrossTenantError
from poseidon.tenancy.registry import family
from poseidon.tenancy.routing import migrations
from poseidon.tenancy.routing.homes import home_of
from poseidon.tenancy.routing.replica import ReplicaRouter, reading_alias


class TenantRouter(ReplicaRouter):
    """Adds: a row's own tenant decides, relations stay in one database, models migrate where they live."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """Alias to read from; what belongs to a row is read from its tenant, from the primary if it was."""
        instance = hints.get("instance")
        if instance is not None and home_of(model) == CURRENT_TENANT:
            stamp = stamps.tenant_of_instance(instance)
            if stamp is not None:
                return stamp if instance._state.db == stamp else reading_alias(model, stamp)
        return self._read_alias(model, hints)

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str | None:
        """Alias to write to; CrossTenantError where the row is of another tenant than the one in context."""
        instance = hints.get("instance")
        if instance is not None and home_of(model) == CURRENT_TENANT:
            stamp = stamps.tenant_of_instance(instance)
            if stamp is not None:
                stamps.refuse_other(stamps.name(instance), stamp, current_tenant())
                return stamp
        return self._primary(model, hints)

    def allow_relation(
        self,
        first: models.Model,
        second: models.Model,
        **hints: Any,  # noqa: ARG002 - Django's contract
    ) -> bool | None:
        """Only inside one primary database; between two tenants it is an error, not a "no"."""
        # not type(): `request.user` is a lazy stand-in for a row
        if home_of(first.__class__) is None and home_of(second.__class__) is None:
            return None
        ours, theirs = stamps.tenant_of_instance(second), stamps.tenant_of_instance(first)
        if theirs != ours and theirs is not None and ours is not None:
            raise CrossTenantError(
                stamps.name(first),
                theirs=theirs,
                ours=ours,
                instead=f"{stamps.name(second)} cannot refer to it; take the row of {ours}.",
            )
        for row in (first, second):
            stamps.settle(row)
        return _primary_of(first) == _primary_of(second)

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool | None:
        """Whether an operation belongs on `db`: see `routing.migrations`."""
        return migrations.belongs(db, app_label, model_name, hints)


def _primary_of(instance: models.Model) -> str | None:
    alias = instance._state.db
    return stamps.tenant_of_instance(instance) or (family(alias) if alias else None)
