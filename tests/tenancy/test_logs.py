"""Log records say for which tenant they were written, in whichever thread or task."""

import asyncio
import json
import logging
import logging.config
import logging.handlers
import queue
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from poseidon.tenancy.api import carry_tenant, tenant_context
from poseidon.tenancy.logs import TenantFilter
from settings.production_logging import logging_to
from tests.tenancy.names import OTHER, OURS

Lines = list[str]


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: Lines = []
        self.setFormatter(logging.Formatter("{tenant}: {message}", style="{"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    made = logging.getLogger("tests.tenancy.logs.child")
    made.setLevel(logging.INFO)
    yield made
    made.handlers.clear()
    made.filters.clear()


@pytest.fixture
def lines(logger: logging.Logger) -> Lines:
    handler = _Kept()
    handler.addFilter(TenantFilter())
    logger.addHandler(handler)
    return handler.lines


def test_without_the_filter_a_record_knows_no_tenant(logger: logging.Logger) -> None:
    handler = _Kept()
    logger.addHandler(handler)
    with tenant_context(OURS), pytest.raises(ValueError, match="tenant"):
        logger.info("x")


def test_a_record_carries_the_tenant_in_context(logger: logging.Logger, lines: Lines) -> None:
    logger.info("outside")
    with tenant_context(OURS):
        logger.info("in ours")
        with tenant_context(OTHER):
            logger.info("in the other")
    assert lines == ["-: outside", f"{OURS}: in ours", f"{OTHER}: in the other"]


def test_an_explicit_tenant_is_kept(logger: logging.Logger, lines: Lines) -> None:
    with tenant_context(OURS):
        logger.info("about the other", extra={"tenant": OTHER})
        logger.info("about none", extra={"tenant": None})
    assert lines == [f"{OTHER}: about the other", f"{OURS}: about none"]


def test_threads_write_their_own_tenant(logger: logging.Logger, lines: Lines) -> None:
    with ThreadPoolExecutor(4) as executor:
        for tenant in (OURS, OTHER) * 20:
            with tenant_context(tenant):
                executor.submit(carry_tenant(logger.info), tenant)
    assert sorted(lines) == [f"{OTHER}: {OTHER}"] * 20 + [f"{OURS}: {OURS}"] * 20


def test_tasks_write_their_own_tenant(logger: logging.Logger, lines: Lines) -> None:
    async def work(tenant: str) -> None:
        with tenant_context(tenant):
            await asyncio.sleep(0)
            logger.info(tenant)

    async def both() -> None:
        await asyncio.gather(*(work(tenant) for tenant in (OURS, OTHER) * 5))

    asyncio.run(both())
    assert sorted(lines) == [f"{OTHER}: {OTHER}"] * 5 + [f"{OURS}: {OURS}"] * 5


def test_a_record_that_is_written_by_another_thread_keeps_its_tenant(logger: logging.Logger) -> None:
    waiting: queue.Queue[Any] = queue.Queue()
    sender, writer = logging.handlers.QueueHandler(waiting), _Kept()
    sender.addFilter(TenantFilter())
    writer.addFilter(TenantFilter())
    logger.addHandler(sender)
    with tenant_context(OURS):
        logger.info("later")
    listener = logging.handlers.QueueListener(waiting, writer)
    listener.start()
    listener.stop()
    assert writer.lines == [f"{OURS}: later"]


def test_production_writes_the_tenant_into_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        logging.config.dictConfig(logging_to("stderr"))
        with tenant_context(OURS):
            logging.getLogger("poseidon.anything").warning("disk is full")
    finally:
        root.handlers, root.level = before, level
    line = json.loads(capsys.readouterr().err)
    assert (line["level"], line["tenant"], line["message"]) == ("WARNING", OURS, "disk is full")
