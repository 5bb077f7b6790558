"""Transactions on the current tenant's own database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from poseidon.tenancy.consistency import use_primary
from poseidon.tenancy.context import carry_tenant, require_tenant


@contextmanager
def tenant_atomic(*, savepoint: bool = True, durable: bool = False) -> Iterator[str]:
    """`atomic()` on the current tenant's primary; reads inside it see what it wrote. Yields the alias.

    NoTenantError outside a tenant: a transaction must name its database.
    """
    alias = require_tenant("A transaction")
    with transaction.atomic(using=alias, savepoint=savepoint, durable=durable), use_primary():
        yield alias


def tenant_on_commit(function: Callable[[], Any], *, robust: bool = False) -> None:
    """Calls `function` in this tenant once its transaction has committed; at once where none is open."""
    alias = require_tenant("A callback after commit")
    transaction.on_commit(carry_tenant(function), using=alias, robust=robust)
