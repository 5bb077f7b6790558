"""The shared user is given the right to ask how late a replica is, and tenants' users are not."""

from typing import Any

import MySQLdb
import pytest

from tests.support.servers import MariaDB
from tests.tenancy.fleet.conftest import Fleet, read_as, refused

ASK = "SHOW SLAVE STATUS"


@pytest.fixture
def _shared(server: MariaDB, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("POSEIDON_DATABASE_USERNAME", "poseidon_shared")
    monkeypatch.setenv("POSEIDON_DATABASE_PASSWORD", "shared's")
    yield
    server.execute("DROP USER IF EXISTS poseidon_shared@'%'")


def ask(server: MariaDB, sql: str) -> list[Any]:
    connection = server.connect(user="poseidon_shared", password="shared's")
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())
    finally:
        connection.close()


@pytest.mark.usefixtures("_shared")
def test_a_user_that_is_there_may_ask_afterwards_and_could_not_before(fleet: Fleet, server: MariaDB) -> None:
    server.execute("CREATE USER poseidon_shared@'%' IDENTIFIED BY 'shared''s'")
    with pytest.raises(MySQLdb.Error, match="SLAVE MONITOR"):
        ask(server, ASK)
    told = fleet("grants", "--apply-watcher")
    assert told.splitlines()[-1].split() == [f"{server.host}:{server.port}", "poseidon_shared", "granted"]
    assert ask(server, ASK) == []
    with pytest.raises(MySQLdb.Error, match="denied"):
        ask(server, "SELECT * FROM other.people")


@pytest.mark.usefixtures("_shared")
def test_a_user_that_is_missing_is_made_and_a_second_run_changes_nothing(
    fleet: Fleet, server: MariaDB
) -> None:
    fleet("grants", "--apply-watcher")
    before = server.execute("SHOW GRANTS FOR poseidon_shared@'%'")
    fleet("grants", "--apply-watcher")
    assert server.execute("SHOW GRANTS FOR poseidon_shared@'%'") == before
    assert ask(server, ASK) == []


def test_a_tenant_s_own_user_may_not_ask(fleet: Fleet, server: MariaDB) -> None:
    fleet("grants", "--apply")
    with pytest.raises(MySQLdb.Error, match="SLAVE MONITOR"):
        read_as(server, "OTHER", ASK)


@pytest.mark.usefixtures("_shared")
def test_the_script_is_printed_without_the_password(fleet: Fleet) -> None:
    assert fleet("grants", "--watcher").splitlines() == [
        "SET SESSION sql_mode = '';",
        "CREATE USER IF NOT EXISTS 'poseidon_shared'@'%' IDENTIFIED BY <POSEIDON_DATABASE_PASSWORD>;",
        "GRANT /*M!100502 SLAVE MONITOR */ /*!80000 REPLICATION CLIENT */ ON *.* TO 'poseidon_shared'@'%';",
    ]


@pytest.mark.usefixtures("_shared")
def test_where_there_is_a_heartbeat_that_may_be_read_and_nothing_of_the_server_s(
    fleet: Fleet, server: MariaDB, settings: Any
) -> None:
    settings.TENANCY_HEARTBEAT = "beats.heartbeat"
    message, printed = refused(fleet, "grants", "--apply-watcher")
    assert message == f"1 of 1 servers failed: {server.host}:{server.port}."
    assert "1146" in printed  # not made yet
    server.execute("CREATE DATABASE beats")
    server.execute("CREATE TABLE beats.heartbeat (ts varchar(26))")
    fleet("grants", "--apply-watcher")
    assert ask(server, "SELECT * FROM beats.heartbeat") == []
    with pytest.raises(MySQLdb.Error, match="SLAVE MONITOR"):
        ask(server, ASK)
    server.execute("DROP DATABASE beats")


@pytest.mark.usefixtures("_shared")
def test_an_administrator_who_may_not_is_told_and_no_password_with_it(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSEIDON_DATABASE_ADMIN_PASSWORD", "wrong")
    message, printed = refused(fleet, "grants", "--apply-watcher")
    assert message.startswith("1 of 1 servers failed")
    assert "1045" in printed
    assert "shared's" not in printed
