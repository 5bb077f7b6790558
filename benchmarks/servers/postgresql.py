"""A private PostgreSQL: own data, own free port, run by a user that is not root, for it refuses root."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.support.servers.processes import start_bound_process, stop_process

HOST: Final = "127.0.0.1"
START_SECONDS: Final = 20.0
OWNER: Final = "bench"
OPTIONS: Final = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "600",
    "shared_buffers": "512MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "password_encryption": "md5",  # one cheap hash, as MariaDB's own; SCRAM would charge each new connection
}


class Database:
    """The server as the contenders see it."""

    kind = "postgresql"

    def __init__(self, port: int, password: str, pid: int) -> None:
        self._port, self.password, self.pid = port, password, pid

    def access(self, user: str) -> dict[str, Any]:
        """How a contender gets in."""
        return {
            "server": self.kind,
            "host": HOST,
            "port": self._port,
            "user": user,
            "password": self.password,
        }

    def add_users(self, users: Iterable[str]) -> None:
        """A user for each contender, so that its connections can be told from the others'."""
        for user in users:
            self._execute(f"CREATE ROLE {user} LOGIN SUPERUSER PASSWORD '{self.password}'")

    def connections(self, user: str) -> int:
        """How many connections `user` holds now."""
        return int(self._execute(f"SELECT COUNT(*) FROM pg_stat_activity WHERE usename = '{user}'"))

    def version(self) -> str:
        """As the server tells it."""
        return f"PostgreSQL {self._execute('SHOW server_version')}"

    def _execute(self, sql: str) -> str:
        command = ["psql", "-X", "-A", "-t", "-h", HOST, "-p", str(self._port), "-U", OWNER, "-d", "postgres"]
        environment = os.environ | {"PGPASSWORD": self.password}
        done = subprocess.run(
            [*command, "-c", sql], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()


@contextmanager
def postgresql(users: Iterable[str]) -> Iterator[Database]:
    """A running server with an empty database `bench`."""
    directory = Path(tempfile.mkdtemp(prefix="poseidon-bench-postgresql-"))
    try:
        with _running(directory, secrets.token_urlsafe(12)) as database:
            database.add_users(users)
            database._execute("CREATE DATABASE bench")
            yield database
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def _running(directory: Path, password: str) -> Iterator[Database]:
    _initialise(directory, password)
    port = _free_port()
    options = OPTIONS | {"port": str(port)}
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    command = [*_as_user(), str(_program("postgres")), "-D", str(directory / "data"), *settings]
    process = start_bound_process(command, log=directory / "server.log")
    try:
        database = Database(port, password, process.pid)
        _wait(database, directory / "server.log")
        yield database
    finally:
        stop_process(process, patience=10)


def _initialise(directory: Path, password: str) -> None:
    password_file = directory / "password"
    password_file.write_text(password)
    password_file.chmod(0o600)
    if os.geteuid() == 0:
        for path in (directory, password_file):
            shutil.chown(path, _user())
    options = ["--auth=md5", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", f"--username={OWNER}"]
    command = [*_as_user(), str(_program("initdb")), "-D", str(directory / "data"), *options]
    done = subprocess.run(
        [*command, f"--pwfile={password_file}"], cwd=directory, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stdout}{done.stderr}")


def _as_user() -> list[str]:
    """What runs a program as somebody else than root, and ends it in order when we end."""
    if os.geteuid() != 0:
        return []
    user = _user()
    return [
        "setpriv",
        f"--reuid={user}",
        f"--regid={pwd.getpwnam(user).pw_gid}",
        "--clear-groups",
        "--pdeathsig=INT",
    ]


def _user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _program(name: str) -> Path:
    """The newest one installed: Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which(name)
    if not found and on_path is None:
        raise RuntimeError(f"{name} is not installed: run bin/install-bench-packages.")
    return found[-1] if found else Path(str(on_path))


def _wait(database: Database, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            database.version()
        except subprocess.CalledProcessError as error:
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not come up: {log.read_text()[-2000:]}") from error
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
