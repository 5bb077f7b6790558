"""The script that makes local development's schemas, run against a private server."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import MySQLdb
import pytest

from tests.support.servers import MariaDB

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = r"o'f-the \"app\\"  # what a person may choose: quotes and backslashes


def make_schemas(server: MariaDB, tenants: str, password: str = PASSWORD, **more: str) -> str:
    """Runs the script; what it says."""
    environment = {
        **os.environ,
        "MYSQL_ROOT_PASSWORD": server.root_password,
        "MYSQL_ARGUMENTS": f"--socket={server.socket}",
        "LEGACY_DDL": str(ROOT / "docker" / "mysql"),
        "PLANSTONE_TENANTS_LIST": tenants,
        "POSEIDON_DATABASE_PASSWORD": password,
        **more,
    }
    script = ROOT / "docker/mysql/init/10-schemas.sh"
    done = subprocess.run([script], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def sign_in(server: MariaDB, schema: str, password: str = PASSWORD) -> MySQLdb.Connection:
    return MySQLdb.connect(host=server.host, port=server.port, user="poseidon", password=password, db=schema)


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDB]:
    with MariaDB.start() as server:
        make_schemas(server, " testclient,CONF_A, CONFXA,no;sql")
        yield server


def test_a_schema_for_the_platform_and_each_tenant(server: MariaDB) -> None:
    made = {row[0] for row in server.execute("SHOW DATABASES")}
    assert {"poseidon", "accounts", "testclient", "conf_a", "confxa"} <= made
    assert not any(";" in name or name == "sql" for name in made)


@pytest.mark.parametrize(
    ("schema", "table"), [("accounts", "accounts"), ("testclient", "people"), ("conf_a", "sessn")]
)
def test_legacy_tables_are_there(server: MariaDB, schema: str, table: str) -> None:
    assert server.execute(f"SELECT COUNT(*) FROM `{schema}`.`{table}`") == [(0,)]


def test_schemas_take_every_character(server: MariaDB) -> None:
    asked = "SELECT default_character_set_name FROM information_schema.schemata WHERE schema_name = %s"
    assert server.execute(asked, ["conf_a"]) == [("utf8mb4",)]


def test_the_application_s_user_reads_tenants_and_test_databases_but_nothing_else(server: MariaDB) -> None:
    server.execute("CREATE DATABASE IF NOT EXISTS private_data")
    grants = "\n".join(row[0] for row in server.execute("SHOW GRANTS FOR 'poseidon'@'%'"))
    assert r"`conf\_a`.*" in grants
    assert r"`test\_%`.*" in grants
    app = sign_in(server, "conf_a")
    with pytest.raises(MySQLdb.OperationalError, match="denied"):
        app.query("USE private_data")
    app.query("CREATE DATABASE test_conf_a")
    app.query("DROP DATABASE test_conf_a")
    app.close()


def test_an_underscore_in_a_name_opens_no_other_schema(server: MariaDB) -> None:
    server.execute("CREATE DATABASE IF NOT EXISTS confya")
    app = sign_in(server, "conf_a")
    with pytest.raises(MySQLdb.OperationalError, match="denied"):
        app.query("USE confya")
    server.execute("GRANT SELECT ON `conf_a`.* TO 'poseidon'@'%'")  # unescaped, as by hand: it would
    opened = sign_in(server, "confya")
    server.execute("REVOKE SELECT ON `conf_a`.* FROM 'poseidon'@'%'")
    opened.close()
    app.close()


def test_second_run_adds_the_new_tenant_and_keeps_rows(server: MariaDB) -> None:
    server.execute("INSERT INTO testclient.cities (cityid, name) VALUES ('BER', 'Berlin')")
    users = server.execute("SELECT * FROM mysql.global_priv ORDER BY 1, 2")
    assert make_schemas(server, "TESTCLIENT,CONF_A,CONFXA") == ""
    assert server.execute("SELECT * FROM mysql.global_priv ORDER BY 1, 2") == users
    told = make_schemas(server, "TESTCLIENT,NEWCLIENT")
    assert told == "schema newclient made, with the older product's tables\n"
    assert server.execute("SELECT name FROM testclient.cities") == [("Berlin",)]
    sign_in(server, "newclient").close()


def test_passwords_may_be_in_files_and_a_new_one_takes_over(server: MariaDB, tmp_path: Path) -> None:
    (tmp_path / "root").write_text(f"{server.root_password}\n")
    (tmp_path / "app").write_text("another\n")
    files = {
        "MYSQL_ROOT_PASSWORD_FILE": str(tmp_path / "root"),
        "POSEIDON_DATABASE_PASSWORD_FILE": str(tmp_path / "app"),
    }
    make_schemas(server, "TESTCLIENT", password="", **{"MYSQL_ROOT_PASSWORD": "", **files})
    sign_in(server, "testclient", "another").close()
    make_schemas(server, "TESTCLIENT")  # as it was
    sign_in(server, "testclient").close()
