"""The processes of one server show their figures as one, and a worker that is replaced takes none along."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "geheim-4711"


class Server:
    """gunicorn with the project's configuration and two workers; no page of it asks a database."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder = folder / "figures"
        self.folder.mkdir()
        self.asked: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--workers", "2"],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "settings.demo",
                "DEMO_DIR": str(folder),
                "METRICS_TOKEN": TOKEN,
                "GUNICORN_BIND": f"127.0.0.1:{self.port}",
                "GUNICORN_MAX_REQUESTS": "0",
                "PROMETHEUS_MULTIPROC_DIR": str(self.folder),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )

    def get(self, path: str) -> str:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
            answer = connection.getresponse()
            assert answer.status == 200
            told = answer.read().decode()
            self.asked.append(path)
            return told
        finally:
            connection.close()

    def has_counted_all(self) -> bool:
        """Whether all processes together have answered what was asked before this question. A request is
        counted when its answer was sent, so a moment later than whoever asked has it."""
        before = len(self.asked)
        answered = sum(
            sample.value
            for family in text_string_to_metric_families(self.get("/metrics"))
            for sample in family.samples
            if sample.name == "poseidon_requests_total"
        )
        return answered == before

    def workers(self) -> set[str]:
        pid = self.process.pid
        return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())

    def places(self) -> set[str]:
        return {path.stem.rpartition("_")[2] for path in self.folder.glob("counter_*.db")}


def eventually(holds: Callable[[], bool]) -> None:
    for _ in range(300):
        try:
            if holds():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("It did not come true within half a minute.")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    try:
        eventually(lambda: server.get("/live") == "ok")
        yield server
    finally:
        server.process.terminate()
        server.process.wait(20)


@pytest.mark.slow
def test_two_workers_and_their_successors_count_as_one(server: Server) -> None:
    while len(server.places()) < 2:
        assert len(server.asked) < 2_000
        with ThreadPoolExecutor(4) as executor:
            list(executor.map(server.get, ["/live"] * 8))
    eventually(server.has_counted_all)

    first = server.workers()
    assert len(first) == 2
    server.process.send_signal(signal.SIGHUP)
    eventually(lambda: len(server.workers()) == 2 and not first & server.workers())
    eventually(server.has_counted_all)  # those that are gone as well
    for _ in range(20):
        server.get("/live")
    eventually(server.has_counted_all)
    assert len(server.places()) <= 4, (
        "a place for each worker of then and now, not for every process there was"
    )

    server.process.terminate()
    server.process.wait(20)
    assert not server.folder.exists(), "nobody asks any more"
