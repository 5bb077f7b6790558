"""Who refers to a row: asked before it is deleted, since no foreign key of the server would object."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models

from poseidon.tenancy import stamps
from poseidon.tenancy.consistency import use_primary
from poseidon.tenancy.context import current_tenant, tenant_context
from poseidon.tenancy.errors import TenancyError
from poseidon.tenancy.references.keys import having_keys
from poseidon.tenancy.references.reading import rows_beside
from poseidon.tenancy.references.reference import references_to
from poseidon.tenancy.registry import family


class Referrer(NamedTuple):
    """`number` rows of `model` refer to the row by `name`: a reference, or a foreign key."""

    model: type[models.Model]
    name: str
    number: int

    def __str__(self) -> str:
        return f"{self.number} {self.model.__name__}.{self.name}"


class ReferredError(TenancyError):
    """A row was about to be deleted though others refer to it."""

    def __init__(self, what: str, *, tenant: str | None, referrers: list[Referrer]) -> None:
        self.referrers = referrers
        where = f" of tenant {tenant}" if tenant else ""
        super().__init__(
            f"{what}{where} is still referred to: {', '.join(map(str, referrers))}. "
            "Delete those first, or let them refer to something else."
        )


def referrers(instance: models.Model) -> list[Referrer]:
    """Who refers to `instance`, in its own tenant, read from primaries; empty if nobody does.

    Counts references, and foreign keys that neither cascade nor are kept by the server (`DO_NOTHING`). One
    query for each. For a row of a shared database that tenants' rows refer to, those of the tenant in context
    are counted; NoTenantError outside all tenants, because "nobody" would be a guess.
    """
    with tenant_context(stamps.tenant_of_instance(instance) or current_tenant()), use_primary():
        found = [
            Referrer(model, name, _on_primary(rows).count()) for model, name, rows in _referring(instance)
        ]
    return [referrer for referrer in found if referrer.number]


def refuse_if_referred(instance: models.Model) -> None:
    """ReferredError, which names the referrers, where there are any."""
    if found := referrers(instance):
        raise ReferredError(
            stamps.name(instance), tenant=stamps.tenant_of_instance(instance), referrers=found
        )


def _referring(
    instance: models.Model,
) -> Iterator[tuple[type[models.Model], str, "models.QuerySet[Any, Any]"]]:
    for model, reference in references_to(type(instance)):
        value = getattr(instance, reference.target_field.attname)
        if value is not None:
            rows = having_keys(rows_beside(model, instance), reference.column_in(model), [value])
            yield model, reference.name, rows
    for relation in instance._meta.related_objects:
        if relation.on_delete is models.DO_NOTHING and instance.pk is not None:
            source: Any = relation.related_model
            name: str = relation.field.name
            yield source, name, rows_beside(source, instance).filter(**{name: instance})


def _on_primary(rows: "models.QuerySet[Any, Any]") -> "models.QuerySet[Any, Any]":
    """Not on the replica that the row itself may have been read from."""
    return rows.using(family(rows.db))
