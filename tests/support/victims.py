"""Processes that do something to the test databases and are killed at a chosen SQL statement.

One child process sets Django up, imports what it is asked to call, and forks a victim for each order, so that
a victim costs a few milliseconds; it never connects, so that a victim shares no connection with anybody. A
victim is killed with SIGKILL before or after its n-th statement, whatever database it goes to; after the last
statement of a transaction is before its commit, and before the statement that follows is after it. The code
under test knows nothing of this.
"""

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
USED_LATE = ("poseidon.db_routers", "poseidon.tenancy.management.commands.fleet")


class Fate(NamedTuple):
    """How a victim ended: killed at `statement`, or alive at the end, with the `error` it raised if any."""

    killed: bool
    statement: str
    error: str


class Victims:
    """Use it in a `with` block; `aliases` are the databases whose statements count."""

    def __init__(self, aliases: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, *aliases],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, function: str, *arguments: Any, kill: tuple[str, int] | None = None) -> Fate:
        """Call `function` (its dotted name) with `arguments` (JSON) in a victim.

        `kill=("before", 3)` kills it before its third statement, `("after", 3)` after it.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([function, arguments, kill]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the victims' parent ended with {self._process.wait(PATIENCE)}"
        return Fate(*json.loads(answer))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=PATIENCE)  # closes its input, which ends it


class _Executioner:
    """An `execute_wrapper` of Django's that kills its process at the chosen statement."""

    def __init__(self, kill: tuple[str, int] | None, report: int) -> None:
        self._when, self._number = kill or ("never", 0)
        self._report = report
        self._count = 0

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        self._count += 1
        due = self._count == self._number
        if due and self._when == "before":
            self._kill(sql)
        result = execute(sql, params, many, context)
        if due and self._when == "after":
            self._kill(sql)
        return result

    def _kill(self, sql: Any) -> None:
        os.write(self._report, str(sql).encode()[:4000])
        os.kill(os.getpid(), signal.SIGKILL)


def _serve(aliases: Sequence[str]) -> None:
    """The child process: one order a line, until its input ends."""
    _get_ready(aliases)
    from django.utils.module_loading import import_string

    for line in sys.stdin:
        function, arguments, kill = json.loads(line)
        import_string(function)
        gc.freeze()  # a victim's collector would touch, and so copy, all that it shares with this process
        readable, writable = os.pipe()
        victim = os.fork()
        if victim == 0:
            os._exit(_die_or_live(function, arguments, _Executioner(kill, writable), aliases, writable))
        os.close(writable)
        with os.fdopen(readable, "rb") as pipe:
            told = pipe.read().decode(errors="replace")
        _, status = os.waitpid(victim, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print(json.dumps([killed, told if killed else "", "" if killed else told]), flush=True)


def _get_ready(aliases: Sequence[str]) -> None:
    """Import here, once, the applications and what every victim would import at its first statement."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import get_commands
    from django.db import connections

    from tests.support.database_names import name_databases_for_tests

    settings.TENANCY_RAW_SQL = "log"  # as in production: to parse its statements is half of a victim's work
    name_databases_for_tests()
    for alias in aliases:
        connections[alias].ops.compiler("SQLCompiler")
    get_commands()
    for module in USED_LATE:
        import_module(module)


def _die_or_live(
    function: str, arguments: list[Any], executioner: _Executioner, aliases: Sequence[str], report: int
) -> int:
    from django.db import connections
    from django.utils.module_loading import import_string

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # which carries answers
    for alias in aliases:
        connections[alias].execute_wrappers.append(executioner)
    try:
        import_string(function)(*arguments)
    except BaseException as error:  # noqa: BLE001 - told to the test
        os.write(report, f"{type(error).__name__}: {error}".encode()[:4000])
    return 0


if __name__ == "__main__":
    _serve(sys.argv[1:])
