"""The engine's door: everything above it imports from here and from nowhere else in it."""

from poseidon.tenancy.access import enterable_tenants, has_role, role_in
from poseidon.tenancy.consistency import primary_required, use_primary
from poseidon.tenancy.context import (
    CURRENT_TENANT,
    aiterate_in_tenant,
    carry_tenant,
    current_tenant,
    iterate_in_tenant,
    require_tenant,
    tenant_context,
)
from poseidon.tenancy.errors import (
    ConnectionBudgetError,
    CrossTenantError,
    NoTenantError,
    TenancyError,
    UnhintedMigrationError,
    UnknownTenantError,
    WrongDatabaseError,
    WrongDatabaseTransactionError,
)
from poseidon.tenancy.guards import writes_elsewhere
from poseidon.tenancy.models import Membership
from poseidon.tenancy.querysets import TenantManager, TenantQuerySet
from poseidon.tenancy.registry import is_tenant, replica_of, tenant_of, tenants
from poseidon.tenancy.routing.database import DBRouter
from poseidon.tenancy.routing.replica import ReplicaRouter
from poseidon.tenancy.routing.tenant import TenantRouter
from poseidon.tenancy.rows import TenantModel
from poseidon.tenancy.status import TenantStatus, forget_status, register_status_source, status_of
from poseidon.tenancy.transactions import tenant_atomic, tenant_on_commit

__all__ = [
    "CURRENT_TENANT",
    "ConnectionBudgetError",
    "CrossTenantError",
    "DBRouter",
    "Membership",
    "NoTenantError",
    "ReplicaRouter",
    "TenancyError",
    "TenantManager",
    "TenantModel",
    "TenantQuerySet",
    "TenantRouter",
    "TenantStatus",
    "UnhintedMigrationError",
    "UnknownTenantError",
    "WrongDatabaseError",
    "WrongDatabaseTransactionError",
    "aiterate_in_tenant",
    "carry_tenant",
    "current_tenant",
    "enterable_tenants",
    "forget_status",
    "has_role",
    "is_tenant",
    "iterate_in_tenant",
    "primary_required",
    "register_status_source",
    "replica_of",
    "require_tenant",
    "role_in",
    "status_of",
    "tenant_atomic",
    "tenant_context",
    "tenant_of",
    "tenant_on_commit",
    "tenants",
    "use_primary",
    "writes_elsewhere",
]
