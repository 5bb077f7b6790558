"""A test does not reach an alias that it did not declare, however late that came to life."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import TestCase
from django.test.testcases import DatabaseOperationForbidden  # type: ignore[attr-defined]
from pytest_django import DjangoDbBlocker

from poseidon.tenancy.testing import undeclared
from tests.tenancy.names import OTHER, OURS

Running = Callable[[], Any]
FORBIDDEN = rf"'{OTHER}' are not allowed in this test. Add '{OTHER}' to .*Declared.databases"


class Declared(TestCase):
    """A test class that may use the control database and our tenant's."""

    databases = {"default", OURS}
    tearDown_exceptions: list[Any]  # noqa: N815 - unittest's


@pytest.fixture
def running(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Running]:
    """`with running():` is what happens around the tests of `Declared`."""

    @contextmanager
    def run() -> Iterator[None]:
        Declared.setUpClass()
        try:
            yield
        finally:
            Declared.tearDownClass()
            Declared.doClassCleanups()  # keeps what goes wrong in `tearDown_exceptions`

    with django_db_blocker.unblock():
        yield run
        connections.close_all()


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lists exactly the tenants it is given."""
    return lambda *tenants: monkeypatch.setattr(settings.DATABASES, "tenants", lambda: frozenset(tenants))


@pytest.fixture
def unguarded() -> Iterator[None]:
    """Django alone."""
    undeclared.uninstall()
    yield
    undeclared.install()


@pytest.fixture
def worker() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor
        executor.submit(connections.close_all).result()


def ask(alias: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()


def list_late(listed: Callable[..., None]) -> Callable[[], Any]:
    """Opens the other tenant's database and takes the tenant off the list; the result puts it back."""
    ask(OTHER)
    listed(OURS)
    return lambda: listed(OURS, OTHER)


@pytest.mark.usefixtures("unguarded")
def test_unguarded_a_tenant_listed_again_is_used_undeclared_and_breaks_the_clean_up(
    running: Running, listed: Callable[..., None]
) -> None:
    come_back = list_late(listed)
    with running():
        come_back()
        assert ask(OTHER) == (1,)
    assert [kind for kind, _, _ in Declared.tearDown_exceptions] == [AttributeError]


def test_a_tenant_listed_again_is_refused(running: Running, listed: Callable[..., None]) -> None:
    come_back = list_late(listed)
    with running():
        come_back()
        with pytest.raises(DatabaseOperationForbidden, match=f"queries to {FORBIDDEN}"):
            ask(OTHER)
    assert Declared.tearDown_exceptions == []
    assert ask(OTHER) == (1,)


@pytest.mark.usefixtures("unguarded")
def test_unguarded_a_thread_uses_the_connection_it_kept(running: Running, worker: ThreadPoolExecutor) -> None:
    worker.submit(ask, OTHER).result()
    with running():
        assert worker.submit(ask, OTHER).result() == (1,)


def test_a_thread_that_kept_its_connection_is_refused(running: Running, worker: ThreadPoolExecutor) -> None:
    worker.submit(ask, OTHER).result()
    with running(), pytest.raises(DatabaseOperationForbidden, match=f"queries to {FORBIDDEN}"):
        worker.submit(ask, OTHER).result()
    assert worker.submit(ask, OTHER).result() == (1,)


def test_a_tenant_that_is_new_while_the_test_runs_is_refused(
    running: Running, listed: Callable[..., None]
) -> None:
    listed(OURS)
    with running():
        listed(OURS, OTHER)
        for operation in ("connect", "cursor", "chunked_cursor"):
            with pytest.raises(DatabaseOperationForbidden, match=FORBIDDEN):
                getattr(connections[OTHER], operation)()
    assert Declared.tearDown_exceptions == []


@pytest.mark.parametrize("alias", ["default", OURS, f"{OURS}_RO", "poseidon"])
def test_what_is_declared_and_what_shares_its_connection_is_allowed(running: Running, alias: str) -> None:
    with running():
        assert ask(alias) == (1,)


def test_what_a_test_may_not_use_the_next_one_may(running: Running, worker: ThreadPoolExecutor) -> None:
    with running(), pytest.raises(DatabaseOperationForbidden):
        worker.submit(ask, OTHER).result()
    for _ in range(2):
        with running():
            assert ask(OURS) == (1,)
    assert worker.submit(ask, OTHER).result() == ask(OTHER) == (1,)
    assert undeclared._closed_off == []
