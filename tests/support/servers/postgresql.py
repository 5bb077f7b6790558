"""A private PostgreSQL server: own data, own free port, no socket, nothing of the machine's configuration.

As a command it lends its server to another one, which finds it in `POSEIDON_TEST_DATABASE_URL`:

    python -m tests.support.servers.postgresql python -m pytest @tests/core.txt
"""

import atexit
import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tests.support.servers.mariadb import ServerStartError
from tests.support.servers.processes import kill_process, start_bound_process, stop_process
from tests.support.servers.run_directory import PREFIX

START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 20.0
PORT_ATTEMPTS: Final = 5
OWNER: Final = "poseidon"
# Quick rather than safe: what is committed survives kill(), as tests of faults want, but not a power cut.
OPTIONS: Final = {
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "password_encryption": "md5",  # one cheap hash a connection; SCRAM makes thousands
}


class PostgreSQL:
    """A running server. Make one with `PostgreSQL.start()`, best in a `with` block."""

    host = "127.0.0.1"
    user = OWNER

    def __init__(self, *, options: dict[str, str] | None = None) -> None:
        self.options = {**OPTIONS, **(options or {})}
        self.password = secrets.token_urlsafe(18)
        # Beside the directory of the run, which its user, not being root, could not enter.
        self.directory = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-postgresql-"))
        self.log = self.directory / "server.log"
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls, *, options: dict[str, str] | None = None) -> Self:
        """Start a server with fresh data; `options` are added to (and win over) the quick defaults.

        Returns when it answers, after a second or two. Raises `ServerStartError`.
        """
        program("postgres")
        server = cls(options=options)
        server._initialise()
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
        return f"postgresql://{self.user}:{self.password}@{self.host}:{self.port}/"

    @property
    def pid(self) -> int | None:
        """The process id, or `None` while the server is down."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def connect(self, *, database: str = "postgres", **overrides: Any) -> Any:
        """Open a connection as the superuser (autocommit); the caller closes it."""
        import psycopg

        arguments: dict[str, Any] = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "dbname": database,
            "autocommit": True,
            "connect_timeout": 5,
        }
        return psycopg.connect(**arguments | overrides)

    def execute(self, sql: str, *, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the superuser on a connection of its own; return its rows."""
        with contextlib.closing(self.connect(database=database)) as connection:
            cursor = connection.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []

    def stop(self) -> None:
        """Shut down in order and remove the data. Harmless when already stopped."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # PostgreSQL's "fast": it does not wait for clients
            stop_process(self._process, patience=STOP_SECONDS)
        shutil.rmtree(self.directory, ignore_errors=True)
        atexit.unregister(self._stop_at_exit)

    def _stop_at_exit(self, owner: int) -> None:
        if os.getpid() == owner:  # a forked child inherits the exit handler, not the server
            self.stop()

    def kill(self) -> None:
        """End the server and its children at once; committed data stays for `restart()`."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)  # "immediate": killed, the children would linger
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                kill_process(self._process)

    def restart(self) -> None:
        """Bring the server (running or killed) up again on its data and port."""
        self.kill()
        self._bring_up()

    def _initialise(self) -> None:
        password = self.directory / "password"  # a file: it is in no process list
        password.write_text(self.password)
        password.chmod(0o600)
        if os.geteuid() == 0:
            for path in (self.directory, password):
                shutil.chown(path, _other_user())
        data, given = self.directory / "data", f"--pwfile={password}"
        options = ["--auth=md5", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", f"--username={OWNER}"]
        done = subprocess.run(
            [*_as_other_user(), str(program("initdb")), "-D", str(data), *options, given],
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ServerStartError(f"initdb failed ({done.returncode}): {done.stdout}{done.stderr}")

    def _bring_up_on_a_free_port(self) -> None:
        for attempt in range(1, PORT_ATTEMPTS + 1):
            self.port = _free_port(self.host)
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
                raise ServerStartError(f"PostgreSQL on port {self.port} did not come up:\n{tail}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        """Tell whether our own server answers: a stranger on the port does not know the password."""
        import psycopg

        try:
            self.connect(connect_timeout=1).close()
        except psycopg.OperationalError:
            return False
        return True

    def _command(self) -> list[str]:
        options = {**self.options, "listen_addresses": self.host, "port": str(self.port)}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [*_as_other_user(), str(program("postgres")), "-D", str(self.directory / "data"), *settings]


def program(name: str) -> Path:
    """The newest `name` installed, which Debian keeps off the path. Raises `ServerStartError`."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which(name)
    if not found and on_path is None:
        raise ServerStartError(f"PostgreSQL ({name}) is not installed: run bin/install-system-packages.")
    return found[-1] if found else Path(str(on_path))


def _as_other_user() -> list[str]:
    """What runs a program as somebody else than root, whom PostgreSQL refuses, and ends it when we end."""
    if os.geteuid() != 0:
        return []
    user = _other_user()
    group = pwd.getpwnam(user).pw_gid
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--pdeathsig=INT"]


def _other_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def main(command: Sequence[str]) -> int:
    """Run `command` with a server of its own; its exit code."""
    with PostgreSQL.start() as server:
        environment = {**os.environ, "POSEIDON_TEST_DATABASE_URL": server.url}
        return subprocess.run(list(command), env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
