"""Statements are counted on each alias, and one that ran where none should is named."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.contrib.auth.models import User
from django.db import connections, transaction

from poseidon.tenancy.api import TenantExecutor, tenant_context
from poseidon.tenancy.testing.queries import Statement
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.testapp.models import Author

AssertQueries = Callable[..., AbstractContextManager[list[Statement]]]
pytestmark = pytest.mark.django_db(databases=TENANT_DATABASES)


def count_in(*tenants: str | None) -> None:
    """One query in each tenant; None is the control database."""
    for tenant in tenants:
        with tenant_context(tenant):
            (Author if tenant else User).objects.count()


def test_djangos_assertion_does_not_see_a_query_on_another_alias(
    django_assert_num_queries: Callable[..., AbstractContextManager[None]],
) -> None:
    with django_assert_num_queries(1, connection=connections[OURS]):
        count_in(OURS, OTHER)


def test_declared_numbers_pass(assert_queries: AssertQueries) -> None:
    with assert_queries():
        pass
    with assert_queries(default=1, **{OURS: 2, OTHER: 1}) as statements:
        count_in(None, OURS, OTHER, OURS)
    assert [statement.alias for statement in statements] == ["default", OURS, OTHER, OURS]


def test_a_query_on_an_alias_that_was_not_named_is_shown(assert_queries: AssertQueries) -> None:
    with pytest.raises(AssertionError) as failure, assert_queries(**{OURS: 1}):
        count_in(OURS, OTHER, None)
    message = str(failure.value)
    assert f"{OTHER}: 1 instead of 0\n  1. SELECT COUNT(*)" in message
    assert "testapp_author" in message
    assert "default: 1 instead of 0\n  1. SELECT COUNT(*)" in message
    assert f"{OURS}:" not in message


@pytest.mark.parametrize("declared", [0, 1, 3])
def test_a_wrong_number_is_shown_with_its_statements(assert_queries: AssertQueries, declared: int) -> None:
    wrong = pytest.raises(AssertionError, match=rf"{OURS}: 2 instead of {declared}\n  1\. .*\n  2\. ")
    with wrong, assert_queries(**{OURS: declared}):
        count_in(OURS, OURS)


def test_a_replica_that_is_its_primarys_connection_counts_as_the_primary(
    assert_queries: AssertQueries,
) -> None:
    with assert_queries(**{f"{OURS}_RO": 1}):
        count_in(OURS)


def test_savepoints_count_as_they_do_with_django(assert_queries: AssertQueries) -> None:
    with assert_queries(**{OURS: 3}), transaction.atomic(using=OURS):
        count_in(OURS)


def test_counting_ends_with_the_block_and_nests(assert_queries: AssertQueries) -> None:
    with assert_queries(**{OURS: 2}) as outer:
        count_in(OURS)
        with assert_queries(**{OURS: 1}):
            count_in(OURS)
    count_in(OURS)
    assert len(outer) == 2


def test_an_error_in_the_block_is_not_hidden_by_the_count(assert_queries: AssertQueries) -> None:
    with pytest.raises(LookupError), assert_queries(**{OURS: 5}):
        raise LookupError
    with assert_queries(**{OURS: 1}):
        count_in(OURS)


def test_an_alias_that_does_not_exist_cannot_be_declared(assert_queries: AssertQueries) -> None:
    with pytest.raises(ValueError, match="'NOBODY'"), assert_queries(NOBODY=1):
        pass


@pytest.mark.django_db(transaction=True, databases=TENANT_DATABASES)
def test_an_alias_that_comes_to_life_inside_is_watched_and_its_connecting_is_not_counted(
    assert_queries: AssertQueries,
) -> None:
    connections[OTHER].close()
    for alias in [a for a in connections._connections.by_alias if a.removesuffix("_RO") == OTHER]:
        del connections[alias]  # its replica is the same connection: neither may be left from a test before
    with assert_queries(**{OTHER: 1}):
        count_in(OTHER)
    connections[OTHER].close()
    with pytest.raises(AssertionError, match=f"{OTHER}: 1 instead of 0"), assert_queries():
        count_in(OTHER)


@pytest.mark.django_db(transaction=True, databases=TENANT_DATABASES)
def test_a_thread_that_starts_inside_is_watched(assert_queries: AssertQueries) -> None:
    def in_thread() -> None:
        with TenantExecutor(1) as executor:
            executor.submit(count_in, OTHER).result()

    with pytest.raises(AssertionError, match=f"{OTHER}: 1 instead of 0"), assert_queries():
        in_thread()
