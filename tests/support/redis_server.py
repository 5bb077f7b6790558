"""A private Redis for tests, on a socket of its own that nobody else can reach."""

import shutil
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import redis

from tests.support.servers import ServerStartError
from tests.support.servers.processes import start_bound_process, stop_process
from tests.support.servers.run_directory import run_directory

START_SECONDS = 10.0
STOP_SECONDS = 5.0


class RedisServer:
    """Running from the moment it is made; stop it with `stop()`, best by using it in a `with` block.

    It keeps its data in memory, and the kernel ends it with the process that started it. Raises
    `ServerStartError`.
    """

    def __init__(self) -> None:
        if shutil.which("redis-server") is None:
            raise ServerStartError("redis-server is not installed: run bin/install-system-packages.")
        self.directory = Path(tempfile.mkdtemp(prefix="redis-", dir=run_directory()))
        self.url = f"unix://{self.directory / 'server.sock'}"
        self._process = start_bound_process(self._command(), log=self.directory / "server.log")
        self._wait_until_it_answers()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def connect(self) -> redis.Redis:
        """A client that speaks text; the caller closes it."""
        client: redis.Redis = redis.Redis.from_url(self.url, decode_responses=True)
        return client

    def stop(self) -> None:
        """End the server and remove what it wrote."""
        stop_process(self._process, patience=STOP_SECONDS)
        shutil.rmtree(self.directory, ignore_errors=True)

    def _command(self) -> list[str]:
        no_saving = ["--save", "", "--appendonly", "no"]
        return [
            *("redis-server", "--port", "0", "--dir", str(self.directory), "--databases", "1"),
            *("--unixsocket", str(self.directory / "server.sock"), "--unixsocketperm", "700", *no_saving),
        ]

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        with self.connect() as client:
            while True:
                try:
                    client.ping()
                except redis.ConnectionError as error:
                    if self._process.poll() is not None or time.monotonic() > deadline:
                        log = (self.directory / "server.log").read_text(errors="replace")[-2000:]
                        self.stop()
                        raise ServerStartError(f"redis-server did not come up:\n{log}") from error
                    time.sleep(0.01)
                else:
                    return
