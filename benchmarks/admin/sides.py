"""Django's own admin and the product, each in a process of its own that is asked for pages."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.admin.million import FIRST_NAME, SEARCHED, TENANT, USER
from benchmarks.admin.reads import Reads
from benchmarks.plan import ROOT
from benchmarks.servers.mariadb import Database
from benchmarks.web import cpu
from tests.support.servers.run_directory import run_directory

STOCK: Final = "stock"
POSEIDON: Final = "poseidon"


@dataclass(frozen=True)
class Contender:
    """A project: its settings."""

    key: str
    title: str
    settings: str


SIDES: Final = (
    Contender(STOCK, "Django's own `ModelAdmin`, without a theme", "benchmarks.apps.admin_stock.settings"),
    Contender(
        POSEIDON, "the tenant's admin and workspace, whole product", "benchmarks.apps.admin_poseidon.settings"
    ),
)

_LISTS: Final = {STOCK: "/admin/admin_stock/people/", POSEIDON: f"/{TENANT}/admin/poseidon/people/"}


@dataclass(frozen=True)
class Page:
    """A page by its name: the address on each side that has it, and the page of the stock admin that it is
    compared with. `forget` empties the caches before, in which Poseidon remembers where pages begin."""

    name: str
    addresses: dict[str, str]
    beside: str
    forget: bool = False


def _list(name: str, query: str, *, forget: bool = False) -> Page:
    return Page(name, {side: f"{path}{query}" for side, path in _LISTS.items()}, name, forget)


def _workspace(name: str, address: str) -> Page:
    return Page(name, {POSEIDON: f"/{TENANT}/{address}"}, _SEARCH)


NOBODY: Final = "workspace: search of nobody’s address"
_SEARCH: Final = f"search “{SEARCHED}”"
PAGES: Final = (
    _list("first page", ""),
    _list("page 5,000", "?p=5000"),
    _list("page 5,000, never visited", "?p=5000", forget=True),
    _list(_SEARCH, f"?q={SEARCHED}"),
    _workspace(f"workspace: search “{SEARCHED}”", f"search/?q={SEARCHED}"),
    _workspace(f"workspace: search “{FIRST_NAME}”", f"search/?q={FIRST_NAME}"),
    _workspace(NOBODY, "search/?q=nobody%40example.org"),
    _workspace("workspace: people", "people/"),
    _workspace(f"workspace: people, “{SEARCHED}”", f"people/?q={SEARCHED}"),
    _workspace(f"workspace: people, “{FIRST_NAME}”", f"people/?q={FIRST_NAME}"),
)


@dataclass(frozen=True)
class Seen:
    """One answer."""

    milliseconds: float
    own: float
    """Milliseconds of this process's processor time."""
    in_database: float
    queries: int
    rows: int
    read: int = 0
    """Entries of indexes and tables that the server looked at."""
    servers: float = 0
    """Milliseconds of the server's processor time, in steps of ten."""


class Side:
    """A contender that runs."""

    def __init__(self, side: Contender, process: "subprocess.Popen[str]", reads: Reads) -> None:
        self.side, self._process, self._reads = side, process, reads

    def has(self, page: Page) -> bool:
        """Whether there is such a page."""
        return self.side.key in page.addresses

    def ask(self, page: Page) -> Seen:
        """Has it answer one page; RuntimeError where its process has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        before, spent = self._reads.so_far(), cpu.seconds(self._reads.server)
        self._process.stdin.write(f"{page.addresses[self.side.key]}{' forget' * page.forget}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.side.key} has ended; its message stands above.")
        spent = cpu.seconds(self._reads.server) - spent
        return Seen(**json.loads(line), read=self._reads.so_far() - before, servers=1000 * spent)


@contextmanager
def started(side: Contender, database: Database) -> Iterator[Side]:
    """A process that ends with the block."""
    command = [sys.executable, "-m", "benchmarks.admin.child"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, env=_environment(side, database), cwd=ROOT, **pipes)
    try:
        yield Side(side, process, Reads(database.access(USER), database.pid))
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
