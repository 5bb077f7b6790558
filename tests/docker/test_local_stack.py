"""The whole of `docker compose up`, each container's own command beside a private MariaDB: twice."""

import json
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import boto3
import pytest

from tests.docker.composition import PATH, ROOT, Beside, Composition, told
from tests.support.servers import MariaDB
from tests.support.servers.processes import start_bound_process, stop_process
from tests.support.visitor import Visitor
from tests.support.warm_python import python_in

TENANTS = ("TESTCLIENT", "CHAOS")
ROLES = ("viewer", "editor", "admin")
SCHEMAS = ("poseidon", "accounts", "testclient", "chaos")
pytestmark = [pytest.mark.slow, pytest.mark.mysql]


class Stack(NamedTuple):
    """Private servers that stand for the containers `db` and `ssm`, and what was told of the first `up`."""

    server: MariaDB
    beside: Beside
    folder: Path
    store: str
    told: str

    def up(self) -> str:
        """What `docker compose up` does with the containers that end or begin by preparing."""
        made = self.beside.run(self.beside.command("schemas", "entrypoint"), "schemas")
        assert made.returncode == 0, made.stderr
        prepared = self.beside.run(["docker/web/entrypoint.sh", "echo", "serving"], "web", **self.of_web)
        assert prepared.returncode == 0, prepared.stderr
        return made.stdout + prepared.stdout

    @property
    def of_web(self) -> dict[str, str]:
        path = f"{python_in(self.folder / 'bin')}:{PATH}"
        return {"DEMO_DIR": str(self.folder / "development"), "PATH": path}

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table."""
        tables = self.server.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema IN %s",
            [SCHEMAS],
        )
        return {
            f"{schema}.{table}": sorted(self.server.execute(f"SELECT * FROM `{schema}`.`{table}`"), key=repr)
            for schema, table in tables
        }

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.folder / "development").iterdir()}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def passes(beside: Beside, service: str, **more: str) -> bool:
    return beside.run(beside.health_check(service), service, **more).returncode == 0


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """MySQL's and the store's containers are healthy, and `up` has run once."""
    folder = tmp_path_factory.mktemp("stack")
    with MariaDB.start() as server:
        server.execute("CREATE DATABASE poseidon")  # MYSQL_DATABASE, made by the image
        secrets = {"mysql_root_password": server.root_password, "poseidon_database_password": "of'the app"}
        for name, secret in {**secrets, "secret_key": "k" * 40}.items():
            (folder / name).write_text(f"{secret}\n")
        variables = {"POSEIDON_SECRETS": str(folder), "POSEIDON_USER": "0:0"}
        store_port = free_port()
        replaced = {
            "/run/secrets": str(folder),
            "--host=db": f"--host={server.host} --port={server.port}",
            "--host=127.0.0.1": f"--host=127.0.0.1 --port={server.port}",
            "db:3306": f"{server.host}:{server.port}",
            "http://ssm:5000": f"http://127.0.0.1:{store_port}",
            "127.0.0.1:5000": f"127.0.0.1:{store_port}",
            "/tmp/seeded": str(folder / "seeded"),
            "/docker/": "docker/",
        }
        composition = Composition({**variables, "PLANSTONE_TENANTS_LIST": ",".join(TENANTS)})
        beside = Beside(composition, replaced)
        of_store = {"MOTO_PORT": str(store_port), "MOTO_HOST": "127.0.0.1", "SEEDED": str(folder / "seeded")}
        assert not passes(beside, "ssm"), "the store is called healthy before it runs"
        command = ["env", "-i", *(f"{k}={v}" for k, v in beside.environment("ssm", **of_store).items())]
        store = start_bound_process([*command, *beside.command("ssm", "entrypoint")], log=folder / "ssm.log")
        try:
            deadline = time.monotonic() + 60
            while not passes(beside, "ssm"):
                assert time.monotonic() < deadline, (folder / "ssm.log").read_text()
            bare = Stack(server, beside, folder, f"http://127.0.0.1:{store_port}", "")
            yield bare._replace(told=bare.up())
        finally:
            stop_process(store, patience=10)


@pytest.fixture(scope="module")
def visitor(stack: Stack) -> Iterator[Visitor]:
    """The application, served by the compose file's own command."""
    port = free_port()
    command = [part.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for part in stack.beside.command("web")]
    environment = stack.beside.environment("web", **stack.of_web, WEB_CONCURRENCY="1")
    log = stack.folder / "web.log"
    told = ["env", "-i", *(f"{name}={value}" for name, value in environment.items())]
    web = start_bound_process([*told, *command], log=log)
    try:
        deadline = time.monotonic() + 60
        while not image_s_health_check_passes(port):
            assert time.monotonic() < deadline, log.read_text()
            assert web.poll() is None, log.read_text()
            time.sleep(0.1)
        yield Visitor(f"http://127.0.0.1:{port}")
    finally:
        stop_process(web, patience=10)


def image_s_health_check_passes(port: int) -> bool:
    """The command of the Dockerfile's HEALTHCHECK."""
    environment = {"HEALTH_PORT": str(port), "PATH": str(Path(sys.executable).parent)}
    return subprocess.run(told("HEALTHCHECK"), cwd=ROOT, env=environment, check=False).returncode == 0


def test_health_check_of_mysql_asks_a_schema_with_a_password(stack: Stack) -> None:
    assert passes(stack.beside, "db")
    (stack.folder / "mysql_root_password").rename(stack.folder / "away")
    (stack.folder / "mysql_root_password").write_text("wrong")
    try:
        assert not passes(stack.beside, "db")
    finally:
        (stack.folder / "away").rename(stack.folder / "mysql_root_password")


def test_store_holds_every_parameter_and_secrets_are_secure(stack: Stack) -> None:
    environment = stack.beside.environment("web")
    client = boto3.session.Session().client(
        "ssm",
        endpoint_url=stack.store,
        region_name=environment["AWS_DEFAULT_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )
    held = {}
    for page in client.get_paginator("get_parameters_by_path").paginate(
        Path=environment["POSEIDON_SSM_PREFIX"], WithDecryption=True
    ):
        held |= {
            found["Name"].rpartition("/")[2]: (found["Type"], found["Value"]) for found in page["Parameters"]
        }
    assert held["POSEIDON_DATABASE_PASSWORD"] == ("SecureString", "of'the app")
    assert held["SECRET_KEY"] == ("SecureString", "k" * 40)
    assert held["PLANSTONE_TENANTS_LIST"] == ("String", ",".join(TENANTS))
    assert "of'the app" not in (stack.folder / "ssm.log").read_text()


def test_first_up_makes_schemas_tables_data_and_users(stack: Stack) -> None:
    said = ("schema chaos made", "TESTCLIENT: programme of TCS2027", "CHAOS: programme of LF26", "serving")
    assert [text for text in said if text not in stack.told] == []
    assert "SOCIETY" not in stack.told, "a tenant that is not listed"
    for schema in SCHEMAS:
        ((applied,),) = stack.server.execute(f"SELECT COUNT(*) FROM {schema}.django_migrations")
        assert applied > 0
    users = {name for (name,) in stack.server.execute("SELECT username FROM poseidon.auth_user")}
    assert users == {"operator", *(f"{role}.{tenant.lower()}" for role in ROLES for tenant in TENANTS)}


def test_passwords_are_in_a_private_file_and_in_no_log(stack: Stack) -> None:
    path = stack.folder / "development" / "credentials.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    logins = json.loads(path.read_text())
    assert len(logins) == 7
    assert not any(login["password"] in stack.told for login in logins)


def test_second_up_changes_nothing(stack: Stack) -> None:
    stack.server.execute("UPDATE testclient.people SET first_name = 'Zara' WHERE pid = 123823")
    rows, files = stack.rows(), stack.files()
    assert any("Zara" in row for row in rows["testclient.people"])
    told = stack.up()
    assert "made" not in told
    assert "programme of" not in told
    assert stack.rows() == rows
    assert stack.files() == files


def test_member_signs_in_and_sees_their_own_tenant(stack: Stack, visitor: Visitor) -> None:
    logins = json.loads((stack.folder / "development" / "credentials.json").read_text())
    password = next(login["password"] for login in logins if login["user"] == "viewer.chaos")
    assert visitor.sign_in("viewer.chaos", password).status == 200
    assert "Eine Wetterboje aus Müll" in visitor.get("/CHAOS/conferences/LF26/").text
    assert visitor.get("/TESTCLIENT/").status == 404
    assert visitor.get("/static/poseidon/admin.css").status == 200


def test_starting_over_is_refused_where_rows_are_on_a_server(stack: Stack) -> None:
    files = stack.files()
    refused = stack.beside.run(["python", "manage.py", "demo", "reset"], "web", **stack.of_web)
    assert refused.returncode != 0
    assert "docker compose down --volumes" in refused.stderr
    assert stack.files() == files


def test_mails_go_to_the_mail_catcher_and_the_key_is_the_secret(stack: Stack) -> None:
    values = "d.EMAIL_BACKEND, d.EMAIL_HOST, d.EMAIL_PORT, d.SECRET_KEY"
    asked = f"from settings import development as d; print({values})"
    done = stack.beside.run(["python", "-c", asked], "web", **stack.of_web)
    assert done.stdout.split() == ["django.core.mail.backends.smtp.EmailBackend", "mail", "1025", "k" * 40]
