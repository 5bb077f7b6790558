"""Reads of the accounts database."""

from collections.abc import Iterable

from poseidon.commons.text_search import every_word_in
from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.api import TenantStatus


def tenant_status(tenant: str) -> TenantStatus:
    """Whether the customer's account lets its tenant be served: no account, not active, or active."""
    active = Accounts.objects.filter(acronym=tenant).values_list("active", flat=True).first()
    if active is None:
        found = Accounts.objects.filter(acronym=tenant).exists()
        return TenantStatus.SUSPENDED if found else TenantStatus.MISSING
    return TenantStatus.ACTIVE if active else TenantStatus.SUSPENDED


def customer_name(tenant: str) -> str:
    """How the customer calls itself; the tenant's name where the account says nothing. One query."""
    name = Accounts.objects.filter(acronym=tenant).values_list("name", flat=True).first()
    return (name or "").strip() or tenant


def accounts_of(tenants: Iterable[str]) -> dict[str, Accounts]:
    """The accounts of these tenants, by tenant; one query. Tenants without an account are left out."""
    return {
        account.acronym.strip(): account for account in Accounts.objects.filter(acronym__in=list(tenants))
    }


def tenants_called(words: str) -> set[str]:
    """The acronyms of the customers whose name has every one of these words; one query."""
    named = Accounts.objects.filter(every_word_in(words, "name", "acronym"))
    return {acronym.strip() for acronym in named.values_list("acronym", flat=True)}
