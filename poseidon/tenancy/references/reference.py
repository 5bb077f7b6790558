"""A plain column declared as a reference to another model's row."""

from collections.abc import Hashable, Iterator, Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from poseidon.tenancy import stamps
from poseidon.tenancy.context import current_tenant
from poseidon.tenancy.references.keys import key_of
from poseidon.tenancy.references.reading import crosses_into_tenant, rows_beside, rows_by_key
from poseidon.tenancy.routing.homes import home_of


class Reference(property):
    """The row whose key stands in `column`, as an attribute of the row that carries the column::

        sponsor_account = Reference("poseidon.Accounts", column="sponsor", to="acronym")

    `to` is the target's field, its primary key if not given. Reading gives the row, or None where the column
    is empty or its row is gone; it is kept until the column changes or the row is refreshed. Assigning sets
    the column: CrossTenantError for another tenant's row, TypeError for another model's, ValueError for a row
    without a key. It is no field: it has no column of its own and no place in migrations, filters or forms.

    A property, so that Django takes it as an argument: `SessionPerson(person=row)`, `create(person=row)`.
    """

    def __init__(self, model: str, *, column: str, to: str | None = None) -> None:
        super().__init__(doc=f"The {model} whose key stands in `{column}`, or None.")
        self.label, self.column, self.to = model, column, to
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def model(self) -> type[models.Model]:
        """The target; LookupError where no such model is installed."""
        return apps.get_model(self.label)

    @property
    def target_field(self) -> "models.Field[Any, Any]":
        """The target's field that holds the key; FieldDoesNotExist where there is none of that name."""
        options: Any = self.model._meta
        field: models.Field[Any, Any] = options.get_field(self.to) if self.to else options.pk
        return field

    def column_in(self, model: type[models.Model]) -> "models.Field[Any, Any]":
        """The column as a field of `model`, which declares or inherits this; FieldDoesNotExist."""
        options: Any = model._meta
        field: models.Field[Any, Any] = options.get_field(self.column)
        return field

    def key_in(self, row: models.Model) -> Hashable | None:
        """What `row` refers to, in the form in which keys are compared; None where it refers to nothing."""
        return key_of(getattr(row, self.column), self.target_field)

    # -- the attribute

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        if self.cached(row) is None:
            load([row], [self])
        entry = self.cached(row)
        return entry[0] if entry is not None else None

    def __set__(self, row: Any, value: Any) -> None:
        if value is not None:
            self._check(row, value)
        key = None if value is None else getattr(value, self.target_field.attname)
        setattr(row, self.column, key)
        self.cache(row, value)

    def __delete__(self, row: Any) -> None:
        raise AttributeError(f"Set {type(row).__name__}.{self.name} to None to make it refer to nothing.")

    def _check(self, row: models.Model, value: Any) -> None:
        if not isinstance(value, self.model):
            raise TypeError(
                f"{type(row).__name__}.{self.name} refers to {self.model.__name__}, not to "
                f"{type(value).__name__}. Assign a {self.model.__name__}, or set `{self.column}` to a key."
            )
        ours, theirs = stamps.tenant_of_instance(row), stamps.tenant_of_instance(value)
        stamps.refuse_other(stamps.name(value), theirs, ours)
        if key_of(getattr(value, self.target_field.attname), self.target_field) is None:
            raise ValueError(
                f"{stamps.name(value)} has no {self.target_field.name} to refer to; save it first."
            )

    # -- what is remembered; among Django's prefetched objects, because refresh_from_db() drops those

    def cached(self, row: models.Model) -> tuple[Any] | None:
        """The remembered row (or None) in a tuple; None where nothing is remembered that is still true."""
        entry = row.__dict__.get("_prefetched_objects_cache", {}).get(self.name)
        if entry is not None and entry[:2] == self._circumstances(row):
            return (entry[2],)
        return None

    def cache(self, row: models.Model, value: Any) -> None:
        """Remembers that `row` refers to `value`, until its column changes."""
        cache = row.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[self.name] = (*self._circumstances(row), value)

    def _circumstances(self, row: models.Model) -> tuple[Any, str | None]:
        """What must be as it was for a remembered row to be true."""
        tenant = current_tenant() if crosses_into_tenant(type(row), self.model) else None
        return getattr(row, self.column), tenant


def load(rows: Sequence[models.Model], references: Sequence[Reference]) -> None:
    """Remembers on each of `rows` what it refers to by each of `references`.

    All `rows` are of one model and all `references` have one target and one target field, so that one query
    serves them, or one for each database that `rows` come from.
    """
    target, field = references[0].model, references[0].target_field
    pending = [(row, ref) for row in rows for ref in references if ref.cached(row) is None]
    for group in _by_database(pending):
        values = [getattr(row, ref.column) for row, ref in group]
        found = rows_by_key(rows_beside(target, group[0][0]), field, values)
        for row, ref in group:
            key = ref.key_in(row)
            ref.cache(row, found.get(key) if key is not None else None)


def _by_database(
    pending: list[tuple[models.Model, Reference]],
) -> Iterator[list[tuple[models.Model, Reference]]]:
    groups: dict[Any, list[tuple[models.Model, Reference]]] = {}
    for row, ref in pending:
        beside = home_of(ref.model) == home_of(type(row))
        source = (stamps.tenant_of_instance(row), row._state.db) if beside else None
        groups.setdefault(source, []).append((row, ref))
    return iter(groups.values())


# -- finding declarations


@cache
def references_of(model: type[models.Model]) -> dict[str, Reference]:
    """The references that `model` declares or inherits, by name."""
    found: dict[str, Reference] = {}
    for base in reversed(model.__mro__):
        found |= {name: value for name, value in vars(base).items() if isinstance(value, Reference)}
    return found


def find_reference(path: str) -> tuple[type[models.Model], Reference]:
    """The model and the reference that `app.Model.name` names; LookupError where there is none."""
    label, _, name = path.rpartition(".")
    return (model := apps.get_model(label)), reference_of(model, name)


def reference_of(model: type[models.Model], name: str) -> Reference:
    """The reference `name` of `model`; LookupError that lists those there are."""
    declared = references_of(model)
    if name not in declared:
        there = ", ".join(declared) or "none"
        raise LookupError(f"{model.__name__} has no reference {name!r}; it has: {there}.")
    return declared[name]


def references_to(model: type[models.Model]) -> list[tuple[type[models.Model], Reference]]:
    """Every reference of an installed model whose target is `model`."""
    every = [(source, ref) for source in apps.get_models() for ref in references_of(source).values()]
    return [(s, ref) for s, ref in every if ref.model._meta.concrete_model is model._meta.concrete_model]
