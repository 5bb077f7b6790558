"""The engine's door: everything above it imports from here and from nowhere else in it."""

from poseidon.tenancy.access import enterable_tenants, has_role, role_in, some_enterable_tenants
from poseidon.tenancy.background import TenantExecutor, TenantJob, tenant_job
from poseidon.tenancy.cache_clearing import CacheNotClearedError, clear_tenant_cache
from poseidon.tenancy.consistency import Staleness, primary_required, staleness_of, use_primary
from poseidon.tenancy.context import (
    CURRENT_TENANT,
    aiterate_in_tenant,
    carry_tenant,
    current_tenant,
    iterate_in_tenant,
    require_tenant,
    tenant_context,
)
from poseidon.tenancy.counting import Measures
from poseidon.tenancy.database_arguments import database_alias, tenants_like
from poseidon.tenancy.driver_errors import is_missing_table
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
from poseidon.tenancy.files import TenantFieldFile, TenantImageFieldFile
from poseidon.tenancy.guards import writes_elsewhere
from poseidon.tenancy.health import Finding, answers, engine_measures, tenant_health
from poseidon.tenancy.labels import add_tenant_tags, tenant_label, tenant_name
from poseidon.tenancy.members.accepting import (
    accept_invitation,
    accept_invitation_as_new_user,
    open_invitation,
    refuse_known_address,
)
from poseidon.tenancy.members.errors import (
    AccountExistsError,
    AccountSwitchedOffError,
    AlreadyInvitedError,
    AlreadyMemberError,
    ExpiredInvitationError,
    InvitationError,
    LastAdminError,
    MembersError,
    NotAMemberError,
    SentAMomentAgoError,
    UnknownInvitationError,
    UsedInvitationError,
    WithdrawnInvitationError,
)
from poseidon.tenancy.members.invitations import Issued, invite, renew_invitation, withdraw_invitation
from poseidon.tenancy.members.selectors import members_of, membership_of, pending_invitations
from poseidon.tenancy.members.services import change_role, revoke_membership
from poseidon.tenancy.models import Invitation, Membership
from poseidon.tenancy.observing import WriteObserver, register_write_observer
from poseidon.tenancy.querysets import TenantManager, TenantQuerySet
from poseidon.tenancy.references.counts import reverse_counts
from poseidon.tenancy.references.dangling import dangling
from poseidon.tenancy.references.keys import key_of
from poseidon.tenancy.references.prefetch import prefetch_across
from poseidon.tenancy.references.querysets import ReferenceQuerySet
from poseidon.tenancy.references.reading import rows_by_key
from poseidon.tenancy.references.reference import Reference, reference_of, references_of
from poseidon.tenancy.references.referrers import ReferredError, Referrer, referrers, refuse_if_referred
from poseidon.tenancy.registry import is_tenant, replica_of, tenant_of, tenants
from poseidon.tenancy.routing.database import DBRouter
from poseidon.tenancy.routing.replica import ReplicaRouter
from poseidon.tenancy.routing.tenant import TenantRouter
from poseidon.tenancy.rows import TenantModel
from poseidon.tenancy.saga.definition import AfterCrash, Saga, Step, StepCall, define_saga
from poseidon.tenancy.saga.errors import (
    SagaBusyError,
    SagaConflictError,
    SagaError,
    SagaLostError,
    SagaStuckError,
    SagaTransactionError,
)
from poseidon.tenancy.saga.running import SagaOutcome, run_saga
from poseidon.tenancy.sessions import TenantSession, tenant_session
from poseidon.tenancy.shared import SharedManager, SharedQuerySet
from poseidon.tenancy.status import TenantStatus, forget_status, register_status_source, status_of
from poseidon.tenancy.transactions import tenant_atomic, tenant_on_commit

__all__ = [
    "CURRENT_TENANT",
    "AccountExistsError",
    "AccountSwitchedOffError",
    "AfterCrash",
    "AlreadyInvitedError",
    "AlreadyMemberError",
    "CacheNotClearedError",
    "ConnectionBudgetError",
    "CrossTenantError",
    "DBRouter",
    "ExpiredInvitationError",
    "Finding",
    "Invitation",
    "InvitationError",
    "Issued",
    "LastAdminError",
    "Measures",
    "MembersError",
    "Membership",
    "NoTenantError",
    "NotAMemberError",
    "Reference",
    "ReferenceQuerySet",
    "ReferredError",
    "Referrer",
    "ReplicaRouter",
    "Saga",
    "SagaBusyError",
    "SagaConflictError",
    "SagaError",
    "SagaLostError",
    "SagaOutcome",
    "SagaStuckError",
    "SagaTransactionError",
    "SentAMomentAgoError",
    "SharedManager",
    "SharedQuerySet",
    "Staleness",
    "Step",
    "StepCall",
    "TenancyError",
    "TenantExecutor",
    "TenantFieldFile",
    "TenantImageFieldFile",
    "TenantJob",
    "TenantManager",
    "TenantModel",
    "TenantQuerySet",
    "TenantRouter",
    "TenantSession",
    "TenantStatus",
    "UnhintedMigrationError",
    "UnknownInvitationError",
    "UnknownTenantError",
    "UsedInvitationError",
    "WithdrawnInvitationError",
    "WriteObserver",
    "WrongDatabaseError",
    "WrongDatabaseTransactionError",
    "accept_invitation",
    "accept_invitation_as_new_user",
    "add_tenant_tags",
    "aiterate_in_tenant",
    "answers",
    "carry_tenant",
    "change_role",
    "clear_tenant_cache",
    "current_tenant",
    "dangling",
    "database_alias",
    "define_saga",
    "engine_measures",
    "enterable_tenants",
    "forget_status",
    "has_role",
    "invite",
    "is_missing_table",
    "is_tenant",
    "iterate_in_tenant",
    "key_of",
    "members_of",
    "membership_of",
    "open_invitation",
    "pending_invitations",
    "prefetch_across",
    "primary_required",
    "reference_of",
    "references_of",
    "referrers",
    "refuse_if_referred",
    "refuse_known_address",
    "register_status_source",
    "register_write_observer",
    "renew_invitation",
    "replica_of",
    "require_tenant",
    "reverse_counts",
    "revoke_membership",
    "role_in",
    "rows_by_key",
    "run_saga",
    "some_enterable_tenants",
    "staleness_of",
    "status_of",
    "tenant_atomic",
    "tenant_context",
    "tenant_health",
    "tenant_job",
    "tenant_label",
    "tenant_name",
    "tenant_of",
    "tenant_on_commit",
    "tenant_session",
    "tenants",
    "tenants_like",
    "use_primary",
    "withdraw_invitation",
    "writes_elsewhere",
]
