"""Sets one column of many rows to one value: first to look at, then to do, if the rows are still the same.

The older product writes these tables too, so a row is recognised by everything that stands in it.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.utils import timezone

from poseidon.commons.key_lists import KeyList
from poseidon.tenancy.api import TenantModel, TenantQuerySet, tenant_atomic

MOST_AT_ONCE: Final = 1_000
"""Rows of one bulk change: as many as somebody can look at before."""


class Change(NamedTuple):
    """What is to be set: a field of the model, and its new value."""

    field: str
    value: Any


class Planned(NamedTuple):
    """A row that would change: its key, what stands in the field now, and the row's print."""

    key: int
    before: Any
    seen: str


class Plan(NamedTuple):
    """What a change would do. `same`: rows that are so already; `too_many`: nothing was looked at."""

    rows: list[Planned]
    same: int
    too_many: bool


class Outcome(NamedTuple):
    """What a change did, by key. `same`: rows that somebody, perhaps the same person with a second click, has
    set to this meanwhile; `skipped`: rows that changed otherwise or are gone."""

    changed: list[int]
    same: list[int]
    skipped: list[int]


def plan_change(rows: TenantQuerySet, *, change: Change) -> Plan:
    """Looks at `rows` in their order, at most MOST_AT_ONCE; writes nothing. One query."""
    found = list(rows[: MOST_AT_ONCE + 1])
    if len(found) > MOST_AT_ONCE:
        return Plan([], 0, too_many=True)
    planned = [
        Planned(row.pk, getattr(row, change.field), print_of(row))
        for row in found
        if getattr(row, change.field) != change.value
    ]
    return Plan(planned, len(found) - len(planned), too_many=False)


def change_rows(model: type[TenantModel], *, change: Change, seen: Mapping[int, str]) -> Outcome:
    """Sets the field on the rows of `seen` (prints by key) that are still as they were seen; all or none.

    The others are left alone. Locks the rows until it is done; queries do not grow with their number, but
    for those that record the change. ValueError for more than MOST_AT_ONCE.
    """
    if len(seen) > MOST_AT_ONCE:
        raise ValueError(f"{len(seen)} rows at once; {MOST_AT_ONCE} is the most.")
    with tenant_atomic():
        locked = model.objects.select_for_update().filter(pk__among_keys=KeyList(seen)).order_by("pk")
        found = {row.pk: row for row in locked}
        fresh = [key for key in seen if key in found and print_of(found[key]) == seen[key]]
        if fresh:
            model.objects.filter(pk__among_keys=KeyList(fresh)).update(**_values(model, change))
    same = {key for key, row in found.items() if getattr(row, change.field) == change.value}.difference(fresh)
    lost = [key for key in seen if key not in same.union(fresh)]
    return Outcome(fresh, [key for key in seen if key in same], lost)


def print_of(row: TenantModel) -> str:
    """Sixteen hexadecimal digits that tell this state of a row from any other."""
    values = [getattr(row, field.attname) for field in row._meta.concrete_fields]
    return hashlib.blake2b(repr(values).encode(errors="replace"), digest_size=8).hexdigest()


def _values(model: type[TenantModel], change: Change) -> dict[str, Any]:
    fields = {field.name for field in model._meta.concrete_fields}
    told = {"updated_at": timezone.now()} if "updated_at" in fields else {}
    return {**told, change.field: change.value}
