"""What every page says of the customers: their names, remembered for a minute."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.core.cache import caches
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from poseidon.domain.accounts.models import Accounts
from poseidon.domain.accounts.selectors import accounts_of

_KEPT_SECONDS: Final = 60


class Customer(NamedTuple):
    """How a customer calls itself, and whether its account is active. For showing only: who may enter is
    asked of the engine, which knows sooner."""

    name: str
    active: bool


def customers(tenants: Iterable[str]) -> dict[str, Customer]:
    """The customers of these tenants, by tenant; those without an account are left out.

    At most one query, and none where all are remembered. What the older product changes is seen within a
    minute, what is saved here at once in this process (everywhere, if the processes share their cache).
    """
    wanted = {_key(tenant): tenant for tenant in tenants}
    found = {wanted[key]: Customer(*kept) for key, kept in caches["shared"].get_many(wanted).items()}
    missing = wanted.values() - found.keys()
    if missing:
        read = {tenant: _customer(account) for tenant, account in accounts_of(missing).items()}
        caches["shared"].set_many({_key(tenant): tuple(each) for tenant, each in read.items()}, _KEPT_SECONDS)
        found |= read
    return found


def _customer(account: Accounts) -> Customer:
    return Customer((account.name or "").strip() or account.acronym.strip(), bool(account.active))


def _key(tenant: str) -> str:
    return f"customer:{tenant}"


@receiver([post_save, post_delete], sender=Accounts, dispatch_uid="poseidon.customers")
def _forget(instance: Accounts, **_: Any) -> None:
    caches["shared"].delete(_key(instance.acronym.strip()))
