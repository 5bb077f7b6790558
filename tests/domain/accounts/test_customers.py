"""What pages say of the customers is remembered for a minute, and forgotten when it is changed here."""

import pytest
from pytest_django import DjangoAssertNumQueries

from poseidon.domain.accounts import customers as module
from poseidon.domain.accounts.customers import Customer, customers
from poseidon.domain.accounts.models import Accounts
from tests.factories import AccountsFactory

pytestmark = pytest.mark.django_db(databases=["accounts", "accounts_RO"])

TENANTS = ["TESTCLIENT", "OTHERCLIENT", "NOSUCH"]
KNOWN = {"TESTCLIENT": Customer("The Society", True), "OTHERCLIENT": Customer("OTHERCLIENT", False)}


@pytest.fixture(autouse=True)
def accounts() -> None:
    AccountsFactory(acronym="TESTCLIENT", name="The Society ")
    AccountsFactory(acronym="OTHERCLIENT", name=" ", active=None)


def test_they_are_read_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1, using="accounts"):
        assert customers(TENANTS) == KNOWN
    with django_assert_num_queries(0, using="accounts"):
        assert customers(["OTHERCLIENT", "TESTCLIENT"]) == KNOWN
        assert customers([]) == {}


def test_only_those_that_are_not_remembered_are_read(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    customers(["TESTCLIENT"])
    with django_assert_num_queries(1, using="accounts") as seen:
        assert customers(TENANTS) == KNOWN
    assert "TESTCLIENT" not in seen.captured_queries[0]["sql"]


def test_what_is_saved_here_is_seen_at_once() -> None:
    customers(TENANTS)
    account = Accounts.objects.get(acronym="TESTCLIENT")
    account.name, account.active = "New name", False
    account.save()
    assert customers(TENANTS) == KNOWN | {"TESTCLIENT": Customer("New name", False)}


def test_what_others_write_is_seen_when_the_minute_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    customers(TENANTS)
    Accounts.objects.filter(acronym="TESTCLIENT").update(name="New name")
    assert customers(TENANTS) == KNOWN
    module.caches["shared"].clear()
    monkeypatch.setattr(module, "_KEPT_SECONDS", 0)
    assert customers(TENANTS)["TESTCLIENT"].name == "New name"
    Accounts.objects.filter(acronym="TESTCLIENT").update(name="Newer name")
    assert customers(TENANTS)["TESTCLIENT"].name == "Newer name"
