"""The rows that keys name, read from the database that belongs to the row that carries the keys."""

from collections.abc import Hashable, Iterable
from typing import Any

from django.db import models

from poseidon.tenancy.context import CURRENT_TENANT
from poseidon.tenancy.references.keys import chunks, having_keys, key_of
from poseidon.tenancy.routing.homes import home_of


def rows_beside(model: type[models.Model], row: models.Model | None) -> "models.QuerySet[Any, Any]":
    """All rows of `model`, seen from `row`.

    Where both live in the same kind of database, it is `row`'s own one: its tenant whatever is in context,
    its replica if it was read there. Elsewhere the routers choose, and a tenant's model needs a tenant in
    context.
    """
    if row is not None and home_of(model) == home_of(type(row)):
        return model._base_manager.db_manager(hints={"instance": row}).all()
    return model._base_manager.all()


def crosses_into_tenant(source: type[models.Model], target: type[models.Model]) -> bool:
    """Whether a row of a shared database refers to one of a tenant's: then the tenant in context decides."""
    return home_of(target) == CURRENT_TENANT != home_of(source)


def rows_by_key(
    rows: "models.QuerySet[Any, Any]", field: "models.Field[Any, Any]", values: Iterable[Any]
) -> dict[Hashable, Any]:
    """Row by compared key, of those in `rows` whose `field` is one of `values`; one query per 2,000 keys.

    Where several rows have the same key, which no server's unique index allows, the first by primary key.
    """
    wanted = {key: value for value in values if (key := key_of(value, field)) is not None}
    found: dict[Hashable, Any] = {}
    for chunk in chunks(wanted.values()):
        for row in having_keys(rows, field, chunk).order_by("pk"):
            key = key_of(getattr(row, field.attname), field)
            if key is not None:
                found.setdefault(key, row)
    return found
