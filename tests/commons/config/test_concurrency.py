"""Threads that ask at once, and processes that fork."""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from poseidon.commons.config import ParameterConfig, ParameterStoreUnavailable
from poseidon.commons.config.ssm import ParameterStore, SsmClient, make_ssm_client
from tests.commons.conftest import Clock
from tests.support.ssm import Fault, SsmServer

THREADS = 16


def at_once(ssm: SsmServer, work: Callable[[], object]) -> list[object]:
    """Results of `work` in 16 threads, none of which gets an answer before all have begun."""
    barrier = threading.Barrier(THREADS + 1)

    def begin() -> object:
        barrier.wait(timeout=30)
        return work()

    with ThreadPoolExecutor(THREADS) as pool:
        results = [pool.submit(begin) for _ in range(THREADS)]
        barrier.wait(timeout=30)
        assert ssm.asked.acquire(timeout=30)
        time.sleep(0.2)  # for the others to come as far as they get; too short only makes the test easier
        ssm.release()
        return [result.result(timeout=30) for result in results]


def test_sixteen_threads_at_once_ask_one_question(ssm: SsmServer, config: ParameterConfig) -> None:
    ssm.put("NAME", "value")
    with ssm.fault(Fault.HOLD):
        assert at_once(ssm, lambda: config.get_param("NAME")) == ["value"] * THREADS
    assert len(ssm.calls) == 1


def test_sixteen_threads_without_the_cache_ask_sixteen_questions(ssm: SsmServer) -> None:
    store = ParameterStore()
    with ssm.fault(Fault.HOLD):
        at_once(ssm, lambda: store.fetch(["/poseidon/test/NAME"]))
    assert len(ssm.calls) == THREADS


def test_sixteen_threads_at_once_make_one_client(ssm: SsmServer, config: ParameterConfig) -> None:
    made: list[SsmClient] = []

    def make() -> SsmClient:
        made.append(make_ssm_client())
        return made[-1]

    store = ParameterStore(make)
    with ssm.fault(Fault.HOLD):
        at_once(ssm, lambda: store.fetch(["/poseidon/test/NAME"]))
    assert len(made) == 1


def test_sixteen_threads_share_one_failure(ssm: SsmServer, config: ParameterConfig) -> None:
    def read() -> object:
        with pytest.raises(ParameterStoreUnavailable):
            config.get_param("NAME")
        return "refused"

    with ssm.fault(Fault.HANG, times=1), ssm.fault(Fault.DENY):
        assert at_once(ssm, read) == ["refused"] * THREADS
    assert len(ssm.calls) == 2  # the attempt that was cut off, and its second one


def test_a_storm_of_refreshes_asks_one_question_and_all_see_the_new_value(
    ssm: SsmServer, config: ParameterConfig
) -> None:
    ssm.put("PASSWORD", "old")
    config.get_param("PASSWORD")
    assert ssm.asked.acquire(timeout=30)
    ssm.put("PASSWORD", "new")
    ssm.calls.clear()
    with ssm.fault(Fault.HOLD):
        assert at_once(ssm, lambda: config.refresh("PASSWORD")) == ["new"] * THREADS
    assert len(ssm.calls) == 1


def test_while_one_thread_renews_the_others_go_on_with_the_stale_value(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    ssm.put("NAME", "old")
    config.get_param("NAME")
    assert ssm.asked.acquire(timeout=30)
    ssm.put("NAME", "new")
    clock.advance(331)
    with ThreadPoolExecutor(1) as pool, ssm.fault(Fault.HOLD):
        renewing = pool.submit(config.get_param, "NAME")
        assert ssm.asked.acquire(timeout=30)
        assert config.get_param("NAME") == "old"  # would wait for ever, were it to wait
        ssm.release()
        assert renewing.result(timeout=30) == "new"


def test_names_of_different_threads_do_not_wait_for_each_other(
    ssm: SsmServer, config: ParameterConfig
) -> None:
    ssm.put("SLOW", "slow")
    ssm.put("QUICK", "quick")
    with ThreadPoolExecutor(1) as pool, ssm.fault(Fault.HOLD, when=lambda paths: paths[0].endswith("SLOW")):
        slow = pool.submit(config.get_param, "SLOW")
        assert ssm.asked.acquire(timeout=30)
        assert config.get_param("QUICK") == "quick"
        ssm.release()
        assert slow.result(timeout=30) == "slow"


def test_a_thread_that_is_interrupted_leaves_the_question_to_the_others(
    ssm: SsmServer, make_config: Callable[..., ParameterConfig]
) -> None:
    interruptions = [KeyboardInterrupt()]

    class Interrupted(ParameterStore):
        def fetch(self, paths):  # type: ignore[no-untyped-def]  # as its parent's
            if interruptions:
                raise interruptions.pop()
            return super().fetch(paths)

    ssm.put("NAME", "value")
    config = make_config(store=Interrupted())
    with pytest.raises(KeyboardInterrupt):
        config.get_param("NAME")
    assert config.get_param("NAME") == "value"


def in_child(work: Callable[[], str]) -> str:
    """What `work` returns in a forked child (its error, if it raised). A child that hangs is killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            text = work()
        except BaseException as error:  # noqa: BLE001 - a child must not run the parent's tests
            text = f"{type(error).__name__}: {error}"
        os.write(writing, text.encode())
        os._exit(0)
    os.close(writing)
    killer = threading.Timer(30, os.kill, (child, 9))
    killer.start()
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    killer.cancel()
    return text


def test_a_forked_child_keeps_the_answers_and_makes_its_own_client(
    ssm: SsmServer, make_config: Callable[..., ParameterConfig]
) -> None:
    makers: list[int] = []

    def make() -> SsmClient:
        makers.append(os.getpid())
        return make_ssm_client()

    config = make_config(store=ParameterStore(make))
    ssm.put("NAME", "first")
    config.get_param("NAME")
    ssm.put("NAME", "second")

    def read() -> str:
        known, fresh = config.get_param("NAME"), config.refresh("NAME")
        return f"{known} {fresh} {len(makers)} {makers[-1] == os.getpid()}"

    assert in_child(read) == "first second 2 True"
    assert makers == [os.getpid()]


def test_a_child_forked_while_a_thread_asks_asks_itself(
    ssm: SsmServer, fresh_config: ParameterConfig
) -> None:
    ssm.put("NAME", "value")
    with ThreadPoolExecutor(1) as pool, ssm.fault(Fault.HOLD, times=1):
        asking = pool.submit(fresh_config.get_param, "NAME")
        assert ssm.asked.acquire(timeout=30)
        assert (
            in_child(lambda: fresh_config.get_param("NAME")) == "value"
        )  # the asking thread is not in the child
        ssm.release()
        assert asking.result(timeout=30) == "value"


def test_a_child_forked_while_the_locks_are_held_is_not_locked(
    ssm: SsmServer, fresh_config: ParameterConfig
) -> None:
    ssm.put("NAME", "value")
    with fresh_config._cache._lock, fresh_config._store._lock:
        assert in_child(lambda: fresh_config.get_param("NAME")) == "value"
