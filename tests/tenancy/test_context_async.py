"""Which tenant is in force under asyncio."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from asgiref.sync import async_to_sync, sync_to_async

from poseidon.tenancy.api import aiterate_in_tenant, carry_tenant, current_tenant, tenant_context
from tests.tenancy.names import OTHER, OURS


def test_tasks_interleave_each_in_its_own_tenant() -> None:
    async def work(tenant: str) -> set[str | None]:
        seen = set()
        with tenant_context(tenant):
            for _ in range(5):
                await asyncio.sleep(0)
                seen.add(current_tenant())
        seen.add(current_tenant())
        return seen

    async def both() -> list[set[str | None]]:
        return await asyncio.gather(work(OURS), work(OTHER))

    assert asyncio.run(both()) == [{OURS, None}, {OTHER, None}]


def test_one_object_shared_by_two_tasks_leaves_neither_in_it() -> None:
    shared = tenant_context(OURS)

    async def work(turns: int) -> tuple[str | None, str | None]:
        with shared:
            for _ in range(turns):
                await asyncio.sleep(0)
            inside = current_tenant()
        await asyncio.sleep(0)
        return inside, current_tenant()

    async def both() -> list[tuple[str | None, str | None]]:
        return await asyncio.gather(work(2), work(4))

    assert asyncio.run(both()) == [(OURS, None), (OURS, None)]


def test_a_task_keeps_its_tenant_after_the_request_that_started_it_has_ended() -> None:
    async def job(started: asyncio.Event, ended: asyncio.Event) -> list[str | None]:
        started.set()
        await ended.wait()
        seen = [current_tenant()]
        with tenant_context(OTHER):
            seen.append(current_tenant())
        return [*seen, current_tenant()]

    async def request() -> list[str | None]:
        started, ended = asyncio.Event(), asyncio.Event()
        with tenant_context(OTHER), tenant_context(OURS):
            task = asyncio.create_task(job(started, ended))
            await started.wait()
        ended.set()
        return await task

    assert asyncio.run(request()) == [OURS, OTHER, OURS]


def test_what_a_task_enters_its_starter_does_not_see() -> None:
    async def enter() -> None:
        tenant_context(OTHER).__enter__()

    async def starter() -> str | None:
        with tenant_context(OURS):
            await asyncio.create_task(enter())
            return current_tenant()

    assert asyncio.run(starter()) == OURS


def test_sync_to_async_and_back_keep_the_tenant() -> None:
    async def work() -> list[str | None]:
        with tenant_context(OURS):
            in_thread = await sync_to_async(current_tenant, thread_sensitive=False)()
            back = await sync_to_async(async_to_sync(_current))()
            await sync_to_async(decorated_for_other)()
            return [in_thread, back, current_tenant()]

    assert async_to_sync(work)() == [OURS, OURS, OURS]
    assert current_tenant() is None


async def _current() -> str | None:
    await asyncio.sleep(0)
    return current_tenant()


@tenant_context(OTHER)
def decorated_for_other() -> None:
    assert current_tenant() == OTHER


def test_a_decorated_coroutine_runs_in_the_tenant() -> None:
    decorated = tenant_context(OURS)(_current)

    async def work() -> tuple[str | None, str | None]:
        return await decorated(), current_tenant()

    assert asyncio.iscoroutinefunction(decorated)
    assert asyncio.run(work()) == (OURS, None)


def test_a_carried_coroutine_runs_in_the_tenant_it_was_carried_from() -> None:
    with tenant_context(OURS):
        carried = carry_tenant(_current)
    with tenant_context(OTHER):
        assert asyncio.run(carried()) == OURS


# -- asynchronous generators


async def names(closed_in: list[str | None]) -> AsyncGenerator[str | None, None]:
    try:
        for _ in range(3):
            await asyncio.sleep(0)
            yield current_tenant()
    finally:
        await asyncio.sleep(0)
        closed_in.append(current_tenant())


def test_a_decorated_stream_leaves_the_consumer_its_tenant() -> None:
    closed_in: list[str | None] = []

    async def consume() -> list[tuple[str | None, str | None]]:
        with tenant_context(OTHER):
            return [(item, current_tenant()) async for item in tenant_context(OURS)(names)(closed_in)]

    assert asyncio.run(consume()) == [(OURS, OTHER)] * 3
    assert closed_in == [OURS]


def test_a_stream_closed_early_cleans_up_in_its_tenant() -> None:
    closed_in: list[str | None] = []

    async def consume() -> str | None:
        stream = aiterate_in_tenant(OURS, names(closed_in))
        await anext(stream)
        with tenant_context(OTHER):
            await stream.aclose()
            return current_tenant()

    assert asyncio.run(consume()) == OTHER
    assert closed_in == [OURS]


def test_a_context_manager_made_of_a_decorated_stream_sees_the_exception_of_its_block() -> None:
    seen: list[object] = []

    @asynccontextmanager
    @tenant_context(OURS)
    async def watching() -> AsyncIterator[None]:
        try:
            yield
        except LookupError as error:
            seen.extend((type(error), current_tenant()))

    async def work() -> None:
        async with watching():
            raise LookupError

    asyncio.run(work())
    assert seen == [LookupError, OURS]
