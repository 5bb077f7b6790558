"""The script that makes local development's schemas, run against a private server."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import MySQLdb
import pytest

from tests.support.servers import MariaDB

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDB]:
    with MariaDB.start() as server:
        environment = {
            **os.environ,
            "MYSQL_ROOT_PASSWORD": server.root_password,
            "MYSQL_ARGUMENTS": f"--socket={server.socket}",
            "LEGACY_DDL": str(ROOT / "docker" / "mysql"),
            "PLANSTONE_TENANTS_LIST": " testclient,CONF_A, CONFXA,no;sql",
            "POSEIDON_DATABASE_PASSWORD": "of-the-app",
        }
        subprocess.run([ROOT / "docker/mysql/init/10-schemas.sh"], env=environment, check=True, timeout=60)
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


def test_the_application_s_user_reads_tenants_and_test_databases_but_nothing_else(server: MariaDB) -> None:
    server.execute("CREATE DATABASE private_data")
    grants = "\n".join(row[0] for row in server.execute("SHOW GRANTS FOR 'poseidon'@'%'"))
    assert r"`conf\_a`.*" in grants
    assert r"`test\_%`.*" in grants
    app = MySQLdb.connect(
        host=server.host, port=server.port, user="poseidon", password="of-the-app", db="conf_a"
    )
    with pytest.raises(MySQLdb.OperationalError, match="denied"):
        app.query("USE private_data")
    app.close()
