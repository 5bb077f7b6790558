"""Transactions that the server undid for another's sake are run again if they say that they may."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError

from poseidon.tenancy.api import TenancyError, tenant_atomic, tenant_context
from tests.tenancy.consistency.estate import ALPHA, Estate, in_thread
from tests.testapp.models import Author

pytestmark = pytest.mark.mysql

Move = Callable[[int, int], None]


@pytest.fixture(autouse=True)
def _two_authors(estate: Estate) -> None:
    estate.options["init_command"] = "SET SESSION innodb_lock_wait_timeout = 1"
    estate.primary.execute("INSERT INTO alpha.testapp_author VALUES (2, 'Ada', 0)")


def ranks(estate: Estate) -> list[int]:
    rows = estate.primary.execute("SELECT `rank` FROM alpha.testapp_author ORDER BY id")
    return [rank for (rank,) in rows]


def raise_rank(pk: int) -> None:
    author = Author.objects.select_for_update().get(pk=pk)
    author.rank += 1
    author.save()


def deadlocked(**how: Any) -> list[str]:
    """Two threads that lock the same two rows in opposite order; what became of each."""
    meeting = threading.Barrier(2)
    met: set[int] = set()

    @tenant_atomic(**how)
    def raise_both(first: int, second: int) -> None:
        raise_rank(first)
        if first not in met:
            met.add(first)
            meeting.wait(20)
        raise_rank(second)

    def run(first: int, second: int) -> str:
        with tenant_context(ALPHA):
            try:
                raise_both(first, second)
            except OperationalError as error:
                return f"refused with {error.args[0]}"
        return "done"

    threads = [in_thread(lambda: run(1, 2)), in_thread(lambda: run(2, 1))]
    return sorted(thread.answer() for thread in threads)


def test_without_retries_a_deadlock_costs_one_transaction(estate: Estate) -> None:
    assert deadlocked() == ["done", "refused with 1213"]
    assert ranks(estate) == [1, 1]


def test_with_retries_both_transactions_of_a_deadlock_are_done_once(estate: Estate) -> None:
    assert deadlocked(retries=3) == ["done", "done"]
    assert ranks(estate) == [2, 2]


@pytest.mark.parametrize(("retries", "outcome"), [(0, 1205), (1, None)])
def test_a_lock_wait_is_waited_out_again_if_the_block_may_be_repeated(
    estate: Estate, retries: int, outcome: int | None
) -> None:
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with tenant_context(ALPHA), tenant_atomic():
            raise_rank(1)
            held.set()
            release.wait(20)

    attempts: list[int] = []

    @tenant_atomic(retries=retries)
    def raise_first() -> None:
        attempts.append(1)
        if len(attempts) == 2:
            release.set()
        raise_rank(1)

    holding = in_thread(hold)
    held.wait(20)
    code = None
    try:
        with tenant_context(ALPHA):
            raise_first()
    except OperationalError as error:
        code = error.args[0]
    release.set()
    holding.answer()
    assert code == outcome
    assert len(attempts) == retries + 1
    assert ranks(estate)[0] == 1 + (outcome is None)


def test_the_last_retry_s_error_is_the_caller_s(estate: Estate) -> None:
    attempts: list[int] = []

    @tenant_atomic(retries=2)
    def always() -> None:
        attempts.append(1)
        raise OperationalError(1213, "Deadlock found")

    with tenant_context(ALPHA), pytest.raises(OperationalError, match="1213"):
        always()
    assert len(attempts) == 3


@pytest.mark.parametrize("error", [OperationalError(2013, "lost"), IntegrityError(1062, "twice")])
def test_other_errors_are_not_repeated(estate: Estate, error: Exception) -> None:
    attempts: list[int] = []

    @tenant_atomic(retries=2)
    def fail() -> None:
        attempts.append(1)
        raise error

    with tenant_context(ALPHA), pytest.raises(type(error)):
        fail()
    assert len(attempts) == 1


def test_inside_an_outer_transaction_nothing_is_repeated(estate: Estate) -> None:
    attempts: list[int] = []

    @tenant_atomic(retries=2)
    def inner() -> None:
        attempts.append(1)
        raise OperationalError(1213, "Deadlock found")

    def outer() -> None:
        with tenant_atomic():
            inner()

    with tenant_context(ALPHA), pytest.raises(OperationalError):
        outer()
    assert len(attempts) == 1


def test_a_with_block_cannot_be_repeated_and_says_so(estate: Estate) -> None:
    with tenant_context(ALPHA), pytest.raises(TenancyError, match="decorate"), tenant_atomic(retries=1):
        pass
