"""Which tenant is in force, through blocks, decorators, generators and threads."""

import contextvars
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest

from poseidon.tenancy.api import (
    NoTenantError,
    UnknownTenantError,
    carry_tenant,
    current_tenant,
    iterate_in_tenant,
    require_tenant,
    tenant_context,
)
from tests.tenancy.names import OTHER, OURS

# -- blocks


def test_outside_all_tenants_there_is_none() -> None:
    assert current_tenant() is None
    with pytest.raises(NoTenantError, match=r"^A letter belongs to a tenant.*tenant_context\("):
        require_tenant("A letter")


def test_blocks_nest_and_end_in_the_one_around_them() -> None:
    with tenant_context(OURS) as name:
        assert name == OURS == current_tenant() == require_tenant()
        with tenant_context(OTHER):
            assert current_tenant() == OTHER
            with tenant_context(None):
                assert current_tenant() is None
            assert current_tenant() == OTHER
        assert current_tenant() == OURS
    assert current_tenant() is None


def test_an_exception_leaves_the_block_and_its_tenant() -> None:
    with tenant_context(OTHER):
        with pytest.raises(LookupError), tenant_context(OURS):
            raise LookupError
        assert current_tenant() == OTHER


@pytest.mark.parametrize("name", ["NOBODY", "testclient", "", "TESTCLIENT_RO", "default", 1, "../TESTCLIENT"])
def test_a_name_that_is_no_tenants_is_refused(name: str) -> None:
    with pytest.raises(UnknownTenantError, match="PLANSTONE_TENANTS_LIST"):
        tenant_context(name)


def test_one_object_can_be_entered_again_inside_itself() -> None:
    ours = tenant_context(OURS)
    with ours, tenant_context(OTHER), ours:
        assert current_tenant() == OURS
    with ours:
        with tenant_context(OTHER):
            with ours:
                assert current_tenant() == OURS
            assert current_tenant() == OTHER
        assert current_tenant() == OURS
    assert current_tenant() is None


def test_one_object_shared_by_two_threads_leaves_neither_in_it() -> None:
    shared = tenant_context(OURS)
    inside, leave = threading.Barrier(2), threading.Event()
    after: list[str | None] = []

    def work(first: bool) -> None:
        if not first:
            inside.wait()  # the second enters after the first, and the first leaves before the second
        with shared:
            if first:
                inside.wait()
                second_is_in.wait()
            else:
                second_is_in.set()
                leave.wait()
            assert current_tenant() == OURS
        after.append(current_tenant())
        leave.set()

    second_is_in = threading.Event()
    run_all(partial(work, True), partial(work, False))
    assert after == [None, None]


# -- threads


def run_all(*functions: Callable[[], object]) -> None:
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)


def test_a_new_thread_has_no_tenant() -> None:
    seen: list[str | None] = []
    with tenant_context(OURS):
        run_all(lambda: seen.append(current_tenant()))
    assert seen == [None]


def test_a_carried_function_takes_its_tenant_into_a_thread() -> None:
    seen: list[str | None] = []
    with tenant_context(OURS):
        carried = carry_tenant(lambda: seen.append(current_tenant()))
    with tenant_context(OTHER):
        run_all(carried)
    assert seen == [OURS]


def test_an_executor_serves_each_call_in_the_tenant_it_carries_and_keeps_none() -> None:
    with ThreadPoolExecutor(max_workers=1) as executor:
        futures = []
        for tenant in (OURS, OTHER, OURS):
            with tenant_context(tenant):
                futures += [executor.submit(carry_tenant(current_tenant)), executor.submit(current_tenant)]
        assert [future.result() for future in futures] == [OURS, None, OTHER, None, OURS, None]


def test_carried_from_outside_all_tenants_it_runs_outside_all() -> None:
    outside = carry_tenant(current_tenant)
    with tenant_context(OURS):
        assert outside() is None


def test_what_a_copied_context_leaves_does_not_end_the_original() -> None:
    with tenant_context(OURS):
        copied = contextvars.copy_context()
    assert copied.run(current_tenant) == OURS
    with tenant_context(OTHER):
        assert copied.run(_visit_other) == OURS
    assert copied.run(current_tenant) == OURS


def test_a_copied_context_does_not_fall_to_the_tenant_around_the_one_it_came_from() -> None:
    """A job started in our tenant, inside a block of the other, whose starter ended first."""
    with tenant_context(OTHER), tenant_context(OURS):
        job = contextvars.copy_context()
    assert job.run(_visit_other) == OURS


def _visit_other() -> str | None:
    with tenant_context(OTHER):
        pass
    return current_tenant()


# -- decorators


@tenant_context(OURS)
def decorated_function(value: int) -> tuple[str | None, int]:
    """Its own words."""
    return current_tenant(), value


@tenant_context(OURS)
def decorated_generator() -> Generator[str | None, str, str]:
    try:
        yield current_tenant()
        yield current_tenant()
    finally:
        closed_in.append(current_tenant())
    return "the end"


closed_in: list[str | None] = []


@pytest.fixture(autouse=True)
def nothing_closed_yet() -> None:
    closed_in.clear()


def test_a_decorated_function_runs_in_the_tenant_and_keeps_its_name() -> None:
    with tenant_context(OTHER):
        assert decorated_function(7) == (OURS, 7)
        assert current_tenant() == OTHER
    assert (decorated_function.__name__, decorated_function.__doc__) == (
        "decorated_function",
        "Its own words.",
    )


def test_a_decorated_method_runs_in_the_tenant() -> None:
    class Worker:
        @tenant_context(OURS)
        def work(self) -> tuple[object, str | None]:
            return self, current_tenant()

    worker = Worker()
    assert worker.work() == (worker, OURS)


def test_a_plain_with_around_a_yield_leaves_its_tenant_to_the_consumer() -> None:
    """The trap that the decorator is for."""

    def trap() -> Iterator[int]:
        with tenant_context(OURS):
            yield 1

    stream = trap()
    next(stream)
    assert current_tenant() == OURS
    stream.close()
    assert current_tenant() is None


def test_a_decorated_generator_leaves_the_consumer_its_tenant() -> None:
    with tenant_context(OTHER):
        for tenant in decorated_generator():
            assert (tenant, current_tenant()) == (OURS, OTHER)
    assert closed_in == [OURS]


def test_a_decorated_generator_closed_late_cleans_up_in_its_tenant() -> None:
    stream = decorated_generator()
    next(stream)
    with tenant_context(OTHER):
        stream.close()
        assert current_tenant() == OTHER
    assert closed_in == [OURS]


def test_a_decorated_generator_never_started_closes_in_silence() -> None:
    decorated_generator().close()
    assert closed_in == []
    assert current_tenant() is None


def test_what_is_sent_thrown_and_returned_passes_through_a_decorated_generator() -> None:
    @tenant_context(OURS)
    def conversation() -> Generator[object, object, str]:
        heard = yield "speak"
        try:
            yield heard
        except LookupError as error:
            yield (type(error), current_tenant())
        return "done"

    talk = conversation()
    assert (next(talk), talk.send("hello")) == ("speak", "hello")
    assert talk.throw(LookupError()) == (LookupError, OURS)
    with pytest.raises(StopIteration) as end:
        next(talk)
    assert end.value.value == "done"
    assert current_tenant() is None


def test_a_context_manager_made_of_a_decorated_generator_sees_the_exception_of_its_block() -> None:
    seen: list[object] = []

    @contextmanager
    @tenant_context(OURS)
    def watching() -> Iterator[None]:
        try:
            yield
        except LookupError as error:
            seen.extend((type(error), current_tenant()))

    with watching():
        raise LookupError
    assert seen == [LookupError, OURS]


# -- generators


def test_generators_of_two_tenants_interleave() -> None:
    def names() -> Iterator[str | None]:
        for _ in range(3):
            yield current_tenant()

    ours, other = iterate_in_tenant(OURS, names()), iterate_in_tenant(OTHER, names())
    assert list(zip(ours, other, strict=True)) == [(OURS, OTHER)] * 3
    assert current_tenant() is None


def test_undecorated_generators_closed_in_any_order_never_leave_anothers_tenant() -> None:
    def inside(tenant: str) -> Iterator[None]:
        with tenant_context(tenant):
            yield

    first, second = inside(OURS), inside(OTHER)
    next(first)
    next(second)
    first.close()
    assert current_tenant() == OTHER
    second.close()
    assert current_tenant() is None


def test_a_generator_closed_inside_a_later_block_does_not_come_back_when_that_ends() -> None:
    def inside() -> Iterator[None]:
        with tenant_context(OURS):
            yield

    stream = inside()
    next(stream)
    with tenant_context(OTHER):
        stream.close()
        assert current_tenant() == OTHER
    assert current_tenant() is None


def test_an_exception_in_a_stream_reaches_the_consumer_in_the_consumers_tenant() -> None:
    def broken() -> Iterator[str | None]:
        yield current_tenant()
        raise LookupError(current_tenant())

    stream = iterate_in_tenant(OURS, broken())
    with tenant_context(OTHER):
        assert next(stream) == OURS
        with pytest.raises(LookupError, match=OURS):
            next(stream)
        assert current_tenant() == OTHER


def test_iterables_that_are_no_generators_are_produced_in_the_tenant_too() -> None:
    assert next(iterate_in_tenant(OURS, iter(current_tenant, None))) == OURS
    assert list(iterate_in_tenant(OURS, [1, 2])) == [1, 2]
    with pytest.raises(UnknownTenantError):
        iterate_in_tenant("NOBODY", [])
