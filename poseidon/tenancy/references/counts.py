"""How many rows refer to each of many rows."""

from collections.abc import Hashable, Iterable
from typing import Any

from django.db import models

from poseidon.tenancy import stamps
from poseidon.tenancy.references.keys import chunks, having_keys, key_of
from poseidon.tenancy.references.reading import rows_beside
from poseidon.tenancy.references.reference import find_reference


def reverse_counts(rows: Iterable[models.Model], path: str) -> dict[Any, int]:
    """For each of `rows`, by its key, how many rows refer to it by the reference `path` (`app.Model.name`).

    `reverse_counts(people, "poseidon.SessionPerson.person")` is `{7: 2, 8: 0}`: one query, in the rows' own
    tenant, and one more for every further 2,000 rows. LookupError for a path that is none, TypeError where it
    refers to another model, CrossTenantError for rows of several tenants, whose keys would be mixed up.
    """
    source, reference = find_reference(path)
    listed = list(rows)
    if not listed:
        return {}
    if not isinstance(listed[0], reference.model):
        raise TypeError(f"{path} refers to {reference.model.__name__}, not to {type(listed[0]).__name__}.")
    stamps.refuse_foreign_instances(listed, stamps.tenant_of_instance(listed[0]))
    field = reference.target_field
    keys = [getattr(row, field.attname) for row in listed]
    column = reference.column_in(source)
    found: dict[Hashable, int] = {}
    for chunk in chunks([key for key in keys if key is not None]):
        rows_there = having_keys(rows_beside(source, listed[0]), column, chunk).order_by()
        for value, number in rows_there.values_list(reference.column).annotate(models.Count("pk")):
            key = key_of(value, field)
            found[key] = found.get(key, 0) + number
    return {key: found.get(key_of(key, field), 0) for key in keys}
