"""Reads of the accounts database."""

import pytest

from poseidon.domain.accounts import selectors
from poseidon.tenancy.api import TenantStatus
from tests.factories import AccountsFactory

pytestmark = pytest.mark.django_db(databases=["accounts", "accounts_RO"])


@pytest.mark.parametrize(
    ("active", "status"),
    [(True, TenantStatus.ACTIVE), (False, TenantStatus.SUSPENDED), (None, TenantStatus.SUSPENDED)],
)
def test_only_an_active_account_lets_its_tenant_be_served(active: bool | None, status: TenantStatus) -> None:
    AccountsFactory(acronym="TESTCLIENT", active=active)
    assert selectors.tenant_status("TESTCLIENT") is status


def test_tenant_without_an_account_is_missing() -> None:
    assert selectors.tenant_status("TESTCLIENT") is TenantStatus.MISSING


@pytest.mark.parametrize(
    ("name", "shown"), [("The Society ", "The Society"), (" ", "TESTCLIENT"), (None, "TESTCLIENT")]
)
def test_customer_is_called_by_name_or_acronym(name: str | None, shown: str) -> None:
    AccountsFactory(acronym="TESTCLIENT", name=name)
    assert selectors.customer_name("TESTCLIENT") == shown
    assert selectors.customer_name("NOSUCH") == "NOSUCH"


def test_accounts_are_read_by_tenant() -> None:
    AccountsFactory(acronym="TESTCLIENT")
    assert set(selectors.accounts_of(["TESTCLIENT", "NOSUCH"])) == {"TESTCLIENT"}
    assert selectors.accounts_of([]) == {}


@pytest.mark.parametrize(
    ("words", "found"), [("society test", {"TESTCLIENT"}), ("TESTC", {"TESTCLIENT"}), ("日本", set())]
)
def test_tenants_are_found_by_name_and_acronym(words: str, found: set[str]) -> None:
    AccountsFactory(acronym="TESTCLIENT", name="The Test Society")
    AccountsFactory(acronym="OTHERCLIENT", name="The Other Society")
    assert selectors.tenants_called(words) == found
