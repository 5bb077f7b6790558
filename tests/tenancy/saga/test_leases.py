"""A run belongs to one process at a time, and to a new one only when the old one can do no more harm."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction

from poseidon.tenancy.api import Saga, SagaBusyError, SagaLostError, Step, define_saga, writes_elsewhere
from poseidon.tenancy.models import SagaRun
from poseidon.tenancy.saga.recovering import recover_sagas
from tests.tenancy.names import OURS, TENANT_DATABASES
from tests.tenancy.saga.conftest import DeathError, Steps, crash, end_leases, rows, run
from tests.testapp.models import Author

pytestmark = pytest.mark.django_db(databases=TENANT_DATABASES, transaction=True)


def in_thread(function: Callable[[], Any]) -> threading.Thread:
    """Start `function` as another process would run it: on connections of its own."""

    def work() -> None:
        try:
            function()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_of_many_at_once_one_wins_and_the_steps_are_done_once(saga: Saga, steps: Steps) -> None:
    barrier, ends = threading.Barrier(8), []

    def race() -> None:
        barrier.wait(10)
        try:
            ends.append("repeated" if run(saga).repeated else "won")
        except SagaBusyError:
            ends.append("busy")

    for thread in [in_thread(race) for _ in range(8)]:
        thread.join()
    assert len(ends) == 8
    assert ends.count("won") == 1
    assert steps.calls == ["do author", "do note"]
    assert rows() == (1, 1)


@pytest.mark.parametrize("was", ["running", "undoing", "stuck"])
def test_of_many_who_recover_at_once_one_does(saga: Saga, steps: Steps, was: str) -> None:
    steps.trouble = {"do note": DeathError()}
    crash(saga)
    SagaRun.objects.update(state=was)
    steps.calls.clear()
    barrier, ends = threading.Barrier(8), []

    def race() -> None:
        barrier.wait(10)
        ends.extend(one.now for one in recover_sagas())

    for thread in [in_thread(race) for _ in range(8)]:
        thread.join()
    assert ends.count("undone") == 1
    assert set(ends) <= {"undone", "left"}
    assert steps.calls == ["undo note", "undo author"]
    assert rows() == (0, 0)


def test_recovering_leaves_what_a_living_process_holds(saga: Saga, steps: Steps) -> None:
    steps.trouble = {"do note": DeathError()}
    with pytest.raises(DeathError):
        run(saga)
    [one] = recover_sagas()
    assert (one.now, one.trouble) == ("left", False)
    assert rows() == (1, 0)
    end_leases()
    [one] = recover_sagas()
    assert one.now == "undone"


def test_every_journal_entry_renews_the_lease() -> None:
    seen: list[Any] = []

    def look(call: object) -> None:
        seen.append(SagaRun.objects.get().lease_until)

    run(define_saga("looking", *(Step(f"look{number}", look, None) for number in range(3))))
    assert seen == sorted(set(seen))
    assert len(seen) == 3


def oversleeping(*, meanwhile: Callable[[], Any], confirmed: bool) -> Saga:
    """A saga whose only step writes, sleeps through its lease, and wakes to commit."""

    def add(call: Any) -> None:
        opened = call.atomic(None) if confirmed else transaction.atomic(using=OURS)
        with opened:
            Author.objects.create(name="Ada")
            with writes_elsewhere("default", reason="time goes by"):
                end_leases()
            in_thread(meanwhile).join()

    def remove(call: Any) -> None:
        with call.atomic(None):
            Author.objects.all().delete()

    return define_saga("oversleeping", Step("author", add, remove))


def test_without_the_confirmed_transaction_a_sleeper_adds_to_what_was_undone() -> None:
    saga = oversleeping(meanwhile=recover_sagas, confirmed=False)
    with pytest.raises(SagaLostError):
        run(saga)
    assert SagaRun.objects.get().state == "undone"
    assert rows() == (1, 0), "the leak"


def test_a_sleeper_s_commit_is_refused_when_another_process_took_over() -> None:
    saga = oversleeping(meanwhile=recover_sagas, confirmed=True)
    with pytest.raises(SagaLostError, match="another process may have taken over"):
        run(saga)
    assert SagaRun.objects.get().state == "undone"
    assert rows() == (0, 0)


def test_a_sleeper_s_commit_is_refused_as_soon_as_another_process_might_take_over() -> None:
    saga = oversleeping(meanwhile=lambda: None, confirmed=True)
    with pytest.raises(SagaLostError):
        run(saga)
    assert SagaRun.objects.get().state == "running"
    [one] = recover_sagas()
    assert (one.now, rows()) == ("undone", (0, 0))
