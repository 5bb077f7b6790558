"""The two admins, each in a process of its own that is asked for pages."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.admin.million import SEARCHED, TENANT, USER
from benchmarks.plan import ROOT
from benchmarks.servers.mariadb import Database
from tests.support.servers.run_directory import run_directory

PAGES: Final = {
    "first page": "",
    "page 5,000": "?p=5000",
    "page 5,000, never visited": "?p=5000 forget",
    f"search “{SEARCHED}”": f"?q={SEARCHED}",
}
"""Query string by page; `forget` empties the caches before, in which Poseidon remembers where pages begin."""


@dataclass(frozen=True)
class Contender:
    """An admin: its settings, and where its list of people is."""

    key: str
    title: str
    settings: str
    path: str


SIDES: Final = (
    Contender(
        *("stock", "Django's own `ModelAdmin`, without a theme", "benchmarks.apps.admin_stock.settings"),
        path="/admin/admin_stock/people/",
    ),
    Contender(
        *("poseidon", "the tenant's admin, whole product", "benchmarks.apps.admin_poseidon.settings"),
        path=f"/{TENANT}/admin/poseidon/people/",
    ),
)


@dataclass(frozen=True)
class Seen:
    """One answer."""

    milliseconds: float
    in_database: float
    queries: int
    rows: int


class Side:
    """A contender that runs."""

    def __init__(self, side: Contender, process: "subprocess.Popen[str]") -> None:
        self.side, self._process = side, process

    def ask(self, page: str) -> Seen:
        """Has it answer one page; RuntimeError where its process has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{self.side.path}{PAGES[page]}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.side.key} has ended; its message stands above.")
        return Seen(**json.loads(line))


@contextmanager
def started(side: Contender, database: Database) -> Iterator[Side]:
    """A process that ends with the block."""
    command = [sys.executable, "-m", "benchmarks.admin.child"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, env=_environment(side, database), cwd=ROOT, **pipes)
    try:
        yield Side(side, process)
    finally:
        process.communicate()  # it ends when nobody asks any more


def _environment(side: Contender, database: Database) -> dict[str, str]:
    given = {"tenant": TENANT, "conn_max_age": 600} | database.access(USER)
    path = run_directory() / f"benchmark-admin-{side.key}.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    return os.environ | {
        "BENCHMARK": str(path),
        "DJANGO_SETTINGS_MODULE": side.settings,
        "PYTHONPATH": str(ROOT),
    }
