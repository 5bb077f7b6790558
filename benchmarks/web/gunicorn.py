"""A contender's project behind gunicorn."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

from benchmarks.contenders import Contender, Database
from benchmarks.plan import ROOT
from tests.support.servers.processes import start_bound_process, stop_process
from tests.support.servers.run_directory import run_directory

HOST: Final = "127.0.0.1"
START_SECONDS: Final = 30.0
WORKERS: Final = {
    "sync": ["--worker-class=sync", "--workers=2"],
    "gthread": ["--worker-class=gthread", "--workers=1", "--threads=8"],
}


@dataclass(frozen=True)
class Site:
    """A contender that answers."""

    contender: Contender
    database: Database
    kind: str
    port: int
    pid: int

    def get(self, number: int, page: str) -> bytes:
        """The page of tenant `number`; RuntimeError if it is not a 200."""
        path, host = self.contender.request(number, page)
        connection = HTTPConnection(HOST, self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": host})
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        if response.status != 200:
            raise RuntimeError(f"{self.contender.key} answered {path} with {response.status}: {body[:300]!r}")
        return body


@contextmanager
def served(contender: Contender, database: Database, kind: str) -> Iterator[Site]:
    """The contender's site, answering, under workers of `kind`."""
    port = _free_port()
    variables = [f"{name}={value}" for name, value in contender.environment(database).items()]
    gunicorn = [str(contender.python), "-m", "gunicorn", "--log-level=warning", "--no-control-socket"]
    options = [f"--bind={HOST}:{port}", f"--chdir={ROOT}", "--config=python:benchmarks", *WORKERS[kind]]
    options.append("benchmarks.apps.wsgi:application")
    log = run_directory() / f"{contender.key}-{kind}.log"
    process = start_bound_process(["env", *variables, *gunicorn, *options], log=log)
    try:
        site = Site(contender, database, kind, port, process.pid)
        _wait(site, process, log)
        yield site
    finally:
        stop_process(process, patience=10)


def _wait(site: Site, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers; RuntimeError with the end of its log if it does not."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            site.get(0, "people.json")
            return
        time.sleep(0.1)
    raise RuntimeError(f"{site.contender.key} did not come up: {log.read_text(errors='replace')[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
