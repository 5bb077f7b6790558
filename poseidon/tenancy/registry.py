"""Which tenants there are, and which database aliases belong to whom.

Nothing here walks the tenants: every question is about one name.
"""

from typing import Any

from django.conf import settings

from poseidon.commons.config.parsing import REPLICA_SUFFIX
from poseidon.tenancy.errors import UnknownTenantError


def tenants() -> frozenset[str]:
    """All tenants served now; the parameter store's cache decides how soon a new one shows."""
    listed: frozenset[str] = settings.DATABASES.tenants()
    return listed


def is_tenant(name: object) -> bool:
    """Whether `name` is exactly that of a tenant served now."""
    return name in tenants()


def check_tenant(name: object) -> str:
    """`name`, or UnknownTenantError."""
    if name not in settings.DATABASES.tenants():
        raise UnknownTenantError(name)
    return str(name)


def is_shared(alias: str) -> bool:
    """Whether `alias` is a database that belongs to no tenant."""
    return dict.__contains__(settings.DATABASES, alias)


def family(alias: str) -> str:
    """The primary alias: `_RO` stripped, and an alias that shares another's connection counts as that one."""
    primary = alias.removesuffix(REPLICA_SUFFIX)
    shared: dict[str, Any] | None = dict.get(settings.DATABASES, primary)
    if shared is None:
        return primary
    return str(shared.get("SAME_CONNECTION_AS", primary)).removesuffix(REPLICA_SUFFIX)


def tenant_of(alias: str | None) -> str | None:
    """The tenant whose database `alias` is; None for the shared databases."""
    if alias is None or dict.__contains__(settings.DATABASES, alias):
        return None
    return alias.removesuffix(REPLICA_SUFFIX)


def replica_of(primary: str) -> str | None:
    """The replica alias of `primary` where one is configured; every tenant has one."""
    shared, replica = settings.DATABASES, primary + REPLICA_SUFFIX
    if not dict.__contains__(shared, primary) or dict.__contains__(shared, replica):
        return replica
    return None
