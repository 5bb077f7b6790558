"""A demonstration that is prepared once for all tests, and served once for those that look at pages."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.support.demonstration import ROOT, Demonstration, copy_of_demonstration
from tests.support.visitor import Visitor


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(demonstration: Demonstration) -> Iterator[Visitor]:
    """The demonstration behind gunicorn on a free port, until the block ends."""
    port = free_port()
    command = demonstration.command("demo", "serve", "--port", str(port))
    log = demonstration.folder.with_suffix(".log").open("w+")
    environment = demonstration.environment()
    with log, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as server:
        try:
            _wait_for(port, server, log)
            yield Visitor(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: IO[str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    log.seek(0)
    pytest.fail(f"the demonstration does not answer: {log.read()[-2000:]}")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Prepared once; tests that change something take `copy` instead."""
    return copy_of_demonstration(tmp_path_factory.mktemp("demonstration") / "demo")


@pytest.fixture
def copy(tmp_path: Path) -> Demonstration:
    """A prepared demonstration of the test's own."""
    return copy_of_demonstration(tmp_path / "demo")


@pytest.fixture(scope="session")
def address(prepared: Demonstration) -> Iterator[str]:
    """Where the prepared demonstration is served."""
    with served(prepared) as visitor:
        yield visitor.address
