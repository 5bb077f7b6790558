"""The tenant a thing belongs to, read off the thing itself."""

from collections import deque
from collections.abc import ItemsView, Iterable, KeysView, ValuesView
from typing import Any

from django.db import models
from django.db.models.sql import Query

from poseidon.commons.config.parsing import REPLICA_SUFFIX
from poseidon.tenancy.context import current_tenant
from poseidon.tenancy.errors import CrossTenantError, WrongDatabaseError
from poseidon.tenancy.registry import tenant_of

_PLAIN = frozenset((int, str, bool, float, bytes, type(None)))
_COLLECTIONS = (list, tuple, set, frozenset, deque, KeysView, ValuesView, ItemsView)


def tenant_of_instance(instance: models.Model) -> str | None:
    """Tenant of a row: where it was loaded or saved; for a new one, where it was made; None if unknown."""
    state = instance._state
    if state.adding and (made_in := instance.__dict__.get("_tenant")) is not None:
        return str(made_in)
    return tenant_of(state.db)


def settle(instance: models.Model) -> None:
    """A row read from a replica is its primary's from now on: it is about to be written or related, and there
    Django compares aliases, refuses to `add()` what came from another, and saves deferred fields as well."""
    alias = instance._state.db
    if alias is not None and alias.endswith(REPLICA_SUFFIX):
        instance._state.db = alias.removesuffix(REPLICA_SUFFIX)


def tenant_of_value(value: Any) -> str | None:
    """Tenant of an instance, a queryset or a query; None for anything else."""
    if isinstance(value, models.Model):
        return tenant_of_instance(value)
    query = getattr(value, "query", value)
    return getattr(query, "tenant", None) if isinstance(query, Query) else None


def refuse_other(what: str, theirs: str | None, ours: str | None) -> None:
    """CrossTenantError where both are known and differ."""
    if theirs is not None and ours is not None and theirs != ours:
        raise CrossTenantError(what, theirs=theirs, ours=ours)


def name(value: Any) -> str:
    """How an error speaks of an instance or a queryset: `People 7`, `a queryset of People`."""
    if isinstance(value, models.Model):
        return f"{value._meta.object_name} {value.pk if value.pk is not None else '(new)'}"
    model = getattr(value, "model", None)
    return f"A queryset of {model._meta.object_name}" if model is not None else "A value"


def refuse_foreign_value(value: Any, tenant: str | None) -> None:
    """CrossTenantError where `value`, or anything in it if it is a collection, is of another tenant."""
    if type(value) in _PLAIN:
        return
    if isinstance(value, _COLLECTIONS):
        for item in value:
            refuse_foreign_value(item, tenant)
    else:
        theirs = tenant_of_value(value)
        if theirs != tenant:
            refuse_other(name(value), theirs, tenant)


def refuse_foreign_instances(instances: Iterable[models.Model], tenant: str | None) -> None:
    """CrossTenantError for the first instance of another tenant than `tenant`."""
    for instance in instances:
        theirs = tenant_of_instance(instance)
        if theirs != tenant:
            refuse_other(name(instance), theirs, tenant)


def refuse_foreign_alias(what: str, alias: str, ours: str | None) -> None:
    """Refuses to use tenant data on `alias` where that is a shared database or another tenant's.

    `ours` is the tenant the data belongs to, None if unknown; the tenant in context counts too.
    """
    theirs = tenant_of(alias)
    if theirs is None:
        raise WrongDatabaseError(what, lives="the tenants' databases", asked=alias)
    for known in (ours, current_tenant()):
        if known is not None and known != theirs:
            raise CrossTenantError(
                f"Database {alias!r}",
                theirs=theirs,
                ours=known,
                instead=f"{what} cannot be used on it; make it anew inside `tenant_context({theirs!r})`.",
            )
