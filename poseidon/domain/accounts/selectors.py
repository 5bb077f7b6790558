"""Reads of the accounts database."""

from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.api import TenantStatus


def tenant_status(tenant: str) -> TenantStatus:
    """Whether the customer's account lets its tenant be served: no account, not active, or active."""
    active = Accounts.objects.filter(acronym=tenant).values_list("active", flat=True).first()
    if active is None:
        found = Accounts.objects.filter(acronym=tenant).exists()
        return TenantStatus.SUSPENDED if found else TenantStatus.MISSING
    return TenantStatus.ACTIVE if active else TenantStatus.SUSPENDED
