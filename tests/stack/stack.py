"""Poseidon as its containers run it: their scripts, their settings, their server; only the engine is missing.

A MariaDB that speaks TLS with a certificate of our own authority is filled by docker/mysql; a store has the
parameters; docker/web/entrypoint.sh migrates and becomes gunicorn with settings.production.
"""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import MySQLdb

from tests.support.certificates import Authority
from tests.support.servers import MariaDB
from tests.support.servers.processes import start_bound_process, stop_process
from tests.support.servers.run_directory import run_directory
from tests.support.ssm import PREFIX, SsmServer
from tests.support.warm_python import python_in

ROOT: Final = Path(__file__).resolve().parents[2]
HOST: Final = "127.0.0.1"
OTHER_ADDRESS: Final = "127.0.0.2"
"""The same server by an address that its certificate does not name."""
ALPHA, CONF_A, CONFXA = "ALPHA", "CONF_A", "CONFXA"
TENANTS: Final = (ALPHA, CONF_A, CONFXA)
SERVED_AS: Final = "conf.example.org"
USER, PASSWORD = "lovelace", "an-engine-of-1843"
START_SECONDS: Final = 90.0

FIRST_PEOPLE: Final = f"""
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
user = User.objects.create_user("{USER}", "ada@example.org", "{PASSWORD}", first_name="Ada")
for tenant in {TENANTS!r}:
    call_command("open_account", tenant=tenant, name=f"Society {{tenant}}", conference="C1", admin="{USER}")
"""


class Stack:
    """Everything up in a `with` block. `environment` is more for the web container."""

    def __init__(self, **environment: str) -> None:
        self.folder = run_directory() / f"stack-{secrets.token_hex(4)}"
        self.port = _free_port()
        self.log = self.folder / "web.log"
        self.passwords = {name: secrets.token_urlsafe(12) for name in ("poseidon", *TENANTS)}
        self._more = environment
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with self._stack as stack:
            self.authority = Authority.in_folder(self.folder)
            self.stranger = Authority(self.folder, "stranger")
            self.store = SsmServer()
            stack.callback(self.store.stop)
            self._seed_parameters()
            collecting = subprocess.Popen(self.command(ROOT / "docker/web/collect-static.sh"), cwd=ROOT)
            self._start_database(stack)
            self.run("manage.py", "fleet", "grants", "--with-ddl", "--apply")
            assert collecting.wait(60) == 0
            self._start_web(stack)
            self.run("-c", FIRST_PEOPLE)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _start_database(self, stack: ExitStack) -> None:
        certificate, key = self.authority.issue(HOST)
        options = [f"--ssl-cert={certificate}", f"--ssl-key={key}", f"--bind-address={HOST},{OTHER_ADDRESS}"]
        self.database = stack.enter_context(MariaDB.start(options=options))
        given = {
            "MYSQL_ROOT_PASSWORD": self.database.root_password,
            "MYSQL_ARGUMENTS": f"--socket={self.database.socket}",
            "LEGACY_DDL": str(ROOT / "docker/mysql"),
            "PLANSTONE_TENANTS_LIST": ",".join(TENANTS),
            "POSEIDON_DATABASE_PASSWORD": self.passwords["poseidon"],
        }
        script = ROOT / "docker/mysql/init/10-schemas.sh"
        subprocess.run([script], env={**os.environ, **given}, check=True, stdout=subprocess.DEVNULL)
        self.database.execute("ALTER USER poseidon@'%' REQUIRE SSL")
        for name, port in (("RW", self.database.port), ("RO", self.database.port)):
            self.store.put(f"DATABASE_{name}_CONNECTION_STRING", f"{HOST}:{port}")
        self.store.put("POSEIDON_DATABASE_ADMIN_PASSWORD", self.database.root_password, kind="SecureString")

    def _seed_parameters(self) -> None:
        given = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": SERVED_AS,
            "PLANSTONE_TENANTS_LIST": ",".join(TENANTS),
            "DATABASE_CA_BUNDLE": str(self.authority.path),
            "TENANCY_DATABASE_USERS": "per_tenant",
            "POSEIDON_DATABASE_USERNAME": "poseidon",
            "POSEIDON_DATABASE_ADMIN_USERNAME": "root",
            "EMAIL_HOST": "127.0.0.1",
        }
        for name, value in given.items():
            self.store.put(name, value)
        for name, password in self.passwords.items():
            suffix = "" if name == "poseidon" else f"_{name}"
            self.store.put(f"POSEIDON_DATABASE_PASSWORD{suffix}", password, kind="SecureString")

    def command(self, *words: str | Path, **environment: str) -> list[str]:
        """`words`, run with what the web container has in its environment and nothing else."""
        variables = {
            "PATH": f"{python_in(self.folder / 'bin')}:{Path(sys.executable).parent}:/usr/bin:/bin",
            "DJANGO_SETTINGS_MODULE": "settings.production",
            "POSEIDON_SSM_PREFIX": PREFIX,
            "STATIC_ROOT": str(self.folder / "static"),
            "GUNICORN_BIND": f"{HOST}:{self.port}",
            **self.store.environment(),
            **self._more,
            **environment,
        }
        return ["env", "-i", *(f"{name}={value}" for name, value in variables.items()), *map(str, words)]

    def run(self, *arguments: str, **environment: str) -> str:
        """What `python ARGUMENTS` prints in the web container; AssertionError if it fails."""
        done = subprocess.run(
            self.command("python", *arguments, **environment),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _start_web(self, stack: ExitStack) -> None:
        entrypoint = ROOT / "docker/web/entrypoint.sh"
        command = self.command(entrypoint, "gunicorn", f"--chdir={ROOT}", f"--config={ROOT}/gunicorn.conf.py")
        command[1:1] = [f"--chdir={ROOT}"]
        self.web = start_bound_process(command, log=self.log)
        stack.callback(stop_process, self.web, patience=20)
        deadline = time.monotonic() + START_SECONDS
        while self.web.poll() is None and time.monotonic() < deadline:
            with suppress(OSError):
                connection = HTTPConnection(HOST, self.port, timeout=5)
                connection.request("GET", "/live")  # by address, as health checks do
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(f"the web container did not come up:\n{self.said()[-5000:]}")

    def reload(self) -> None:
        """HUP: new workers take over, the old ones finish what they began."""
        self.web.send_signal(signal.SIGHUP)

    def said(self) -> str:
        """All that was logged until now."""
        return self.log.read_text(errors="replace")

    def said_of(self, request_id: str) -> list[dict[str, Any]]:
        """The lines of a request, once its own is there: it is written when the answer has left."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            lines = [json.loads(line) for line in self.said().splitlines() if f'"{request_id}"' in line]
            if any(line["logger"] == "poseidon.requests" for line in lines):
                return lines
            time.sleep(0.05)
        raise AssertionError(f"nothing was logged of request {request_id}")

    def booted(self) -> int:
        """Workers started until now."""
        return len(re.findall("Booting worker", self.said()))

    def rotate(self, name: str) -> None:
        """A new password for a tenant's user, or "poseidon": in the store first, then on the server."""
        self.passwords[name] = secrets.token_urlsafe(12)
        suffix = "" if name == "poseidon" else f"_{name}"
        self.store.put(f"POSEIDON_DATABASE_PASSWORD{suffix}", self.passwords[name], kind="SecureString")
        self.database.execute(f"ALTER USER {user_of(name)}@'%%' IDENTIFIED BY %s", [self.passwords[name]])

    def connect(self, name: str, **more: Any) -> Any:
        """A connection as the user of a tenant, or as "poseidon", checked as production does."""
        known: dict[str, Any] = {
            "host": HOST,
            "port": self.database.port,
            "user": user_of(name),
            "password": self.passwords[name],
            "ssl_mode": "VERIFY_IDENTITY",
            "ssl": {"ca": str(self.authority.path)},
            "connect_timeout": 5,
        }
        return MySQLdb.connect(**known | more)


def user_of(name: str) -> str:
    """The database user of a tenant, or of the platform."""
    return name if name == "poseidon" else f"p_{name.lower()}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
