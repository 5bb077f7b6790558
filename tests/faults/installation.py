"""Two shards, a parameter store and Poseidon behind gunicorn, each in processes of its own.

ALPHA and BETA live on one shard, each behind a replica of its own; GAMMA on the main one, with the control
and the accounts database. ALPHA's reader endpoint is a link that can be delayed, cut or swallowed.
"""

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.faults.people import HOST, Person
from tests.support import warm_python
from tests.support.fault_proxy import FaultProxy
from tests.support.servers import MariaDB, Shard
from tests.support.servers.processes import start_bound_process, stop_process
from tests.support.servers.run_directory import run_directory
from tests.support.ssm import PREFIX, SsmServer

ROOT: Final = Path(__file__).resolve().parents[2]
DDL: Final = ROOT / "docker" / "mysql"
START_SECONDS: Final = 60.0
ALPHA, BETA, GAMMA = "ALPHA", "BETA", "GAMMA"
USER: Final = "poseidon_app"
MIGRATE: Final = """
import sys, django
django.setup()
from django.core.management import call_command
for tenant in sys.argv[1:]:
    call_command("migrate", "poseidon", database=tenant, verbosity=0)
"""


class Installation:
    """Everything up in a `with` block. `workers` and `threads` are gunicorn's; `parameters` are more of the
    store's."""

    def __init__(
        self, *, workers: int = 2, threads: int = 4, parameters: dict[str, str] | None = None
    ) -> None:
        self.workers, self.threads, self._more = workers, threads, parameters or {}
        self.port = _free_port()
        self.log = run_directory() / f"faults-{self.port}.log"
        self._stack = ExitStack()
        self.password = ""

    def __enter__(self) -> Self:
        with self._stack as stack:
            self.shard = stack.enter_context(Shard.start(replicas=2))
            self.main = stack.enter_context(Shard.start(replicas=0))
            self.replica, self.other_replica = self.shard.replicas
            self.link = stack.enter_context(FaultProxy(self.replica.host, self.replica.port))
            self.store = SsmServer()
            stack.callback(self.store.stop)
            self._make_databases()
            self._put_parameters()
            process = self._start(stack)  # while it starts
            self._migrate()
            self._wait(process)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in (self.shard.primary, *self.shard.replicas, self.main.primary):
            server.kill()  # nobody needs what they would write down on their way out
        self._stack.close()

    def _make_databases(self) -> None:
        for server, tenants in ((self.shard.primary, (ALPHA, BETA)), (self.main.primary, (GAMMA,))):
            for tenant in tenants:
                server.execute(f"CREATE DATABASE `{tenant.lower()}`")
                server.load(DDL / "legacy_tenant.sql", database=tenant.lower())
                people = ", ".join(f"('Person {number} of {tenant}')" for number in range(50))
                server.execute(f"INSERT INTO people (last_name) VALUES {people}", database=tenant.lower())
        main = self.main.primary
        for name in ("poseidon", "accounts"):
            main.execute(f"CREATE DATABASE {name}")
        main.load(DDL / "legacy_accounts.sql", database="accounts")
        for tenant in (ALPHA, BETA, GAMMA):
            main.execute(f"INSERT INTO accounts.accounts (ACRONYM, ACTIVE) VALUES ('{tenant}', 1)")
        self.set_password("first-password")
        self.shard.catch_up()

    def set_password(self, password: str, *servers: MariaDB) -> None:
        """The application's, on the primaries of both shards, or on `servers`."""
        self.password = password
        for server in servers or (self.shard.primary, self.main.primary):
            server.execute(f"ALTER USER {USER}@'%%' IDENTIFIED BY %s", [password])

    def heal(self) -> None:
        """Servers up and level, the link whole, and ALPHA's replica read again by every worker."""
        self.link.heal()
        for server in (self.shard.primary, self.replica):
            server.thaw()
            if server.pid is None:
                server.restart()
        state = self.replica.status()
        if state["SQL_Delay"] or state["Seconds_Behind_Master"] is None:
            self.replica.delay(0)
        self.shard.catch_up(START_SECONDS)
        self.settle()

    def settle(self) -> None:
        """Until ALPHA's replica is read by every worker: it, or its link, was stopped for a moment."""
        reader, in_a_row = Person(self.port), 0
        deadline = time.monotonic() + START_SECONDS
        while in_a_row < 12 * self.workers:
            assert time.monotonic() < deadline, "the replica is not read again"
            from_replica = reader.get(f"/{ALPHA}/some").alias == f"{ALPHA}_RO"
            in_a_row = in_a_row + 1 if from_replica else 0

    def _put_parameters(self) -> None:
        first, second = self.shard, self.main.primary
        parameters = {
            "SECRET_KEY": "faults-only",
            "ALLOWED_HOSTS": "*",
            "POSEIDON_DATABASE_USERNAME": USER,
            "POSEIDON_DATABASE_PASSWORD": self.password,
            "PLANSTONE_TENANTS_LIST": f"{ALPHA},{BETA},{GAMMA}",
            "PLANSTONE_TENANT_SHARDS": f"{ALPHA}=a,{BETA}=b",
            "DATABASE_RW_CONNECTION_STRING": _endpoint(second),
            "DATABASE_RO_CONNECTION_STRING": _endpoint(second),
            "DATABASE_RW_CONNECTION_STRING_A": _endpoint(first.primary),
            "DATABASE_RO_CONNECTION_STRING_A": _endpoint(self.link),
            "DATABASE_RW_CONNECTION_STRING_B": _endpoint(first.primary),
            "DATABASE_RO_CONNECTION_STRING_B": _endpoint(self.other_replica),
        }
        for name, value in (parameters | self._more).items():
            self.store.put(name, value, kind="SecureString" if "PASSWORD" in name else "String")

    def environment(self, settings: str = "tests.faults.settings") -> dict[str, str]:
        """Of a process that runs as Poseidon does here."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            **self.store.environment(),
            "POSEIDON_SSM_PREFIX": PREFIX,
            "DJANGO_SETTINGS_MODULE": settings,
            "PYTHONPATH": str(ROOT),
        }

    def variables(self, settings: str = "tests.faults.settings") -> list[str]:
        """The beginning of a command that runs as Poseidon does here."""
        return ["env", "-i", *(f"{name}={value}" for name, value in self.environment(settings).items())]

    def _migrate(self) -> None:
        done = warm_python.run(["-c", MIGRATE, ALPHA], environment=self.environment())
        assert done.returncode == 0, done.stderr
        primary = self.shard.primary
        there = {table for (table,) in primary.execute(f"SHOW TABLES FROM {BETA.lower()}")}
        for (table,) in primary.execute(f"SHOW TABLES FROM {ALPHA.lower()}"):
            if table not in there:  # as migrating once more would make it
                primary.execute(f"CREATE TABLE {BETA.lower()}.{table} LIKE {ALPHA.lower()}.{table}")
        self.shard.catch_up()

    def _start(self, stack: ExitStack) -> subprocess.Popen[bytes]:
        options = ["--worker-class=gthread", f"--workers={self.workers}", f"--threads={self.threads}"]
        options += ["--log-level=warning", "--no-control-socket", f"--chdir={ROOT}", "--graceful-timeout=1"]
        gunicorn = [sys.executable, "-m", "gunicorn", *options, f"--bind={HOST}:{self.port}"]
        process = start_bound_process(
            [*self.variables(), *gunicorn, "poseidon.wsgi:application"], log=self.log
        )
        stack.callback(stop_process, process, patience=10)
        return process

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(OSError):
                connection = HTTPConnection(HOST, self.port, timeout=5)
                connection.request("GET", "/live")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(f"Poseidon did not come up:\n{self.log.read_text(errors='replace')[-3000:]}")


def _endpoint(server: MariaDB | FaultProxy) -> str:
    return f"{server.host}:{server.port}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
