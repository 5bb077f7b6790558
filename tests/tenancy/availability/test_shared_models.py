"""Reads of a shared database whose replica breaks under them are asked again of its primary."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as project
from django.db import OperationalError, connections, models, transaction
from django.test import Client

from poseidon.domain.accounts.models import Accounts
from poseidon.domain.accounts.selectors import tenant_status
from poseidon.tenancy import status
from poseidon.tenancy.api import TenantStatus, use_primary
from poseidon.tenancy.availability import report_lost
from poseidon.tenancy.consistency import Reads, reads_scope
from tests.tenancy.consistency.estate import ALPHA, Estate

pytestmark = pytest.mark.mysql
COLUMNS = """ACRONYM varchar(20) PRIMARY KEY, ACCOUNTNAME varchar(75), ACTIVE tinyint(1),
    DEFAULTCONF varchar(20), CONTACTNAME varchar(100), CONTACTEMAIL varchar(254), CREATED datetime"""
ALIASES = ("accounts", "accounts_RO")

READS: dict[str, Callable[[], Any]] = {
    "list": lambda: [account.name for account in Accounts.objects.all()],
    "get": lambda: [Accounts.objects.get(pk=ALPHA).name],
    "first": lambda: [Accounts.objects.values_list("name", flat=True).first()],
    "iterator": lambda: [account.name for account in Accounts.objects.iterator()],
    "count": lambda: ["Alpha"] * Accounts.objects.count(),
    "exists": lambda: ["Alpha"] * Accounts.objects.exists(),
    "aggregate": lambda: [Accounts.objects.aggregate(name=models.Max("name"))["name"]],
}


@pytest.fixture
def accounts(estate: Estate) -> Iterator[Estate]:
    """The accounts database on the estate's servers, with one customer; read behind the link."""
    estate.primary.execute(f"CREATE OR REPLACE TABLE alpha.accounts ({COLUMNS})")
    estate.primary.execute(
        f"INSERT INTO alpha.accounts VALUES ('{ALPHA}', 'Alpha', 1, NULL, NULL, NULL, NULL)"
    )
    estate.shard.catch_up()
    wrappers = connections._connections.by_alias  # type: ignore[attr-defined]
    held: list[Any] = [project.DATABASES, connections.settings]
    before = [{alias: dict.__getitem__(place, alias) for alias in ALIASES} for place in held]
    kept = {alias: wrappers.pop(alias) for alias in ALIASES if alias in wrappers}
    for place in held:
        for alias, of_tenant in zip(ALIASES, (ALPHA, f"{ALPHA}_RO"), strict=True):
            dict.__setitem__(place, alias, {**connections.settings[of_tenant]})
    yield estate
    for alias in ALIASES:
        connections[alias].close()
        del connections[alias]
    for place, was in zip(held, before, strict=True):
        dict.update(place, was)
    wrappers.update(kept)


def test_without_the_manager_the_read_fails(accounts: Estate, settings: Any) -> None:
    settings.TENANCY_PROBE_SECONDS = 60  # a watcher might be quicker than the read
    plain = models.Manager()
    plain.model = Accounts  # type: ignore[assignment]
    assert [one.name for one in plain.all()] == ["Alpha"]
    accounts.link.cut()
    with pytest.raises(OperationalError):
        list(plain.all())


@pytest.mark.parametrize("how", READS)
@pytest.mark.parametrize("scoped", [False, True])
def test_a_read_whose_replica_is_lost_is_answered_by_the_primary(
    accounts: Estate, how: str, scoped: bool
) -> None:
    def read() -> None:
        assert Accounts.objects.get(pk=ALPHA)._state.db == "accounts_RO"
        accounts.link.cut()
        assert READS[how]() == ["Alpha"]

    if scoped:
        with reads_scope():
            read()
            assert Accounts.objects.get(pk=ALPHA)._state.db == "accounts"
    else:
        read()


def test_the_first_read_of_a_process_does_not_fail(
    accounts: Estate, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "_source", tenant_status)
    monkeypatch.setattr(status, "_known", {})
    assert tenant_status(ALPHA) is TenantStatus.ACTIVE  # on a connection that will be lost
    accounts.link.cut()
    assert client.get(f"/{ALPHA}/read/").status_code == 200


def test_inside_a_transaction_and_of_a_named_database_nothing_is_asked_again(accounts: Estate) -> None:
    with pytest.raises(OperationalError):
        _read_and_lose(accounts)
    connections["accounts_RO"].close()
    accounts.link.refuse()
    with pytest.raises(OperationalError):
        list(Accounts.objects.using("accounts_RO"))


def _read_and_lose(estate: Estate) -> None:
    with transaction.atomic(using="accounts_RO"):
        list(Accounts.objects.all())
        estate.link.cut()
        list(Accounts.objects.all())


def test_while_its_primary_is_gone_old_accounts_are_read_where_that_is_allowed(
    accounts: Estate, settings: Any
) -> None:
    settings.TENANCY_STALE_READS = 3600
    report_lost(connections["accounts"], "is said to be gone")
    with reads_scope(Reads({}, may_be_stale=True)):
        assert Accounts.objects.get(pk=ALPHA)._state.db == "accounts_RO"
        with use_primary(), pytest.raises(OperationalError):
            Accounts.objects.get(pk=ALPHA)
