"""A private MariaDB server: own data, own free port, own socket, nothing of the machine's configuration."""

import atexit
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import MySQLdb
from MySQLdb.constants import CLIENT

from tests.support.servers.data_directory import REDO_LOG_OPTION, new_data_directory, user_option
from tests.support.servers.processes import kill_process, start_bound_process, stop_process
from tests.support.servers.run_directory import run_directory

START_SECONDS = 30.0
STOP_SECONDS = 20.0
PORT_ATTEMPTS = 5
# Quick rather than safe: what is committed survives kill(), as tests of faults want, but not a power cut.
OPTIONS = [
    "--skip-name-resolve",
    "--skip-log-bin",
    "--character-set-server=utf8mb4",
    "--performance-schema=OFF",
    "--innodb-buffer-pool-size=64M",
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-doublewrite=0",
    "--innodb-stats-auto-recalc=OFF",  # it would count the rows of a test that are undone a moment later
    "--sync-binlog=0",
    REDO_LOG_OPTION,
]


class ServerStartError(RuntimeError):
    """The server did not come up; the message carries the end of its log."""


class MariaDB:
    """A running server. Make one with `MariaDB.start()`, best in a `with` block."""

    host = "127.0.0.1"

    def __init__(self, *, options: Sequence[str] = (), root_password: str | None = None) -> None:
        if shutil.which("mariadbd") is None:
            raise ServerStartError("mariadbd is not installed: run bin/install-system-packages.")
        self.options = list(options)
        self.root_password = root_password or secrets.token_urlsafe(18)
        self.directory = Path(tempfile.mkdtemp(prefix="mariadb-", dir=run_directory()))
        self.socket = self.directory / "server.sock"
        self.log = self.directory / "server.log"
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls, *, options: Sequence[str] = (), root_password: str | None = None) -> Self:
        """Start a server with fresh data; `options` are added to (and win over) the quick defaults.

        Returns when it answers, after about half a second. Raises `ServerStartError`. Without
        `root_password` it makes up its own.
        """
        server = cls(options=options, root_password=root_password)
        new_data_directory(server.directory / "data")
        server._write_init_file()
        server._bring_up_on_a_free_port()
        atexit.register(server._stop_at_exit, os.getpid())
        return server

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The server's address without a database, as `POSEIDON_TEST_DATABASE_URL` wants it."""
        return f"mysql://root:{self.root_password}@{self.host}:{self.port}/"

    @property
    def pid(self) -> int | None:
        """The process id, or `None` while the server is down."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def connect(self, *, database: str = "", **overrides: Any) -> Any:
        """Open a DB-API connection as root (autocommit, utf8mb4); the caller closes it."""
        arguments: dict[str, Any] = {
            "host": self.host,
            "port": self.port,
            "user": "root",
            "password": self.root_password,
            "database": database,
            "charset": "utf8mb4",
            "autocommit": True,
            "connect_timeout": 5,
        }
        return MySQLdb.connect(**arguments | overrides)

    def execute(
        self, sql: str, parameters: Sequence[Any] | None = None, *, database: str = ""
    ) -> list[tuple[Any, ...]]:
        """Run one statement as root on a connection of its own; return its rows."""
        connection = self.connect(database=database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, parameters)
                return list(cursor.fetchall())
        finally:
            connection.close()

    def load(self, path: Path, *, database: str = "") -> None:
        """Run the SQL file `path`, as `mariadb database < path` would; raises at its first bad statement."""
        connection = self.connect(database=database, client_flag=CLIENT.MULTI_STATEMENTS)
        try:
            with connection.cursor() as cursor:
                cursor.execute(path.read_text(encoding="utf-8"))
                while cursor.nextset() is not None:
                    pass
        finally:
            connection.close()

    def stop(self) -> None:
        """Shut down in order and remove the data. Harmless when already stopped."""
        self._shut_down()
        shutil.rmtree(self.directory, ignore_errors=True)
        atexit.unregister(self._stop_at_exit)

    def _stop_at_exit(self, owner: int) -> None:
        if os.getpid() == owner:  # a forked child inherits the exit handler, not the server
            self.stop()

    def kill(self) -> None:
        """End the server at once, without a shutdown; committed data stays for `restart()`."""
        if self._process is not None:
            kill_process(self._process)

    def freeze(self) -> None:
        """Stop the server in its tracks (SIGSTOP): its connections stay open, and nobody gets an answer."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on where it was; it answers what was asked meanwhile."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self.pid is not None:
            os.kill(self.pid, number)

    def restart(self, *, options: Sequence[str] | None = None) -> None:
        """Bring the server (running or killed) up again on its data and port; `options` replace the old."""
        self._shut_down()
        if options is not None:
            self.options = list(options)
        self._bring_up()

    def _shut_down(self) -> None:
        if self._process is not None:
            self.thaw()  # a frozen server would not hear that it is to end
            stop_process(self._process, patience=STOP_SECONDS)

    def _bring_up_on_a_free_port(self) -> None:
        for attempt in range(1, PORT_ATTEMPTS + 1):
            self.port = _free_port()
            try:
                self._bring_up()
                break
            except ServerStartError:  # somebody took the port between our look and the server's bind
                taken = "Address already in use" in self.log.read_text(errors="replace")
                if not taken or attempt == PORT_ATTEMPTS:
                    raise
                self.log.unlink()

    def _bring_up(self) -> None:
        self._process = start_bound_process(self._command(), log=self.log)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                kill_process(self._process)
                tail = self.log.read_text(errors="replace")[-2000:]
                raise ServerStartError(f"mariadbd on port {self.port} did not come up:\n{tail}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        """Tell whether our own server answers: a stranger on the port does not know the password."""
        try:
            self.connect(connect_timeout=1).close()
        except MySQLdb.OperationalError:
            return False
        return True

    def _command(self) -> list[str]:
        return [
            "mariadbd",
            "--no-defaults",
            f"--datadir={self.directory / 'data'}",
            f"--socket={self.socket}",
            f"--pid-file={self.directory / 'server.pid'}",
            f"--tmpdir={self.directory}",
            f"--init-file={self.directory / 'init.sql'}",
            f"--bind-address={self.host}",
            f"--port={self.port}",
            *user_option(),
            *OPTIONS,
            *self.options,
        ]

    def _write_init_file(self) -> None:
        """Give root its password before the server answers anyone; it is in no process list."""
        statements = ["SET SESSION sql_log_bin = 0"]  # accounts are each server's own, replicas included
        for host in ("localhost", self.host):
            account = f"root@'{host}'"
            statements += [
                f"CREATE OR REPLACE USER {account} IDENTIFIED BY '{self.root_password}'",
                f"GRANT ALL ON *.* TO {account} WITH GRANT OPTION",
            ]
        statements += [
            f"DELETE FROM mysql.global_priv WHERE User = 'root' AND Host NOT IN ('localhost', '{self.host}')",
            "FLUSH PRIVILEGES",
        ]
        path = self.directory / "init.sql"  # the directory is ours alone (mkdtemp: 0700)
        path.write_text("".join(f"{statement};\n" for statement in statements))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((MariaDB.host, 0))
        return int(probe.getsockname()[1])
