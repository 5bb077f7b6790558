"""`fleet grants --apply` on a real server: least privilege, and what happens on the second run."""

import json
from pathlib import Path
from typing import Any

import MySQLdb
import pytest
from django.conf import settings
from django.db.backends.mysql.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from tests.support.servers import MariaDB
from tests.tenancy.fleet.conftest import Fleet, make_schema, place, read_as, refused


def test_user_reads_and_writes_its_own_rows(fleet: Fleet, server: MariaDB) -> None:
    told = fleet("grants", "--apply")
    assert [line.split() for line in told.splitlines()[2:]] == [
        ["CONFXA", "confxa", "p_confxa", "granted"],
        ["CONF_A", "conf_a", "p_conf_a", "granted"],
        ["OTHER", "other", "p_other", "granted"],
    ]
    assert read_as(server, "OTHER", "SELECT name FROM other.people") == [("OTHER",)]
    read_as(server, "OTHER", "INSERT INTO other.people VALUES (2, 'new')")
    read_as(server, "OTHER", "UPDATE other.people SET name = 'changed' WHERE pid = 2")
    read_as(server, "OTHER", "DELETE FROM other.people WHERE pid = 2")


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE other.more (x int)",
        "ALTER TABLE other.people ADD COLUMN more int",
        "DROP TABLE other.people",
        "CREATE DATABASE p_more",
        "CREATE USER p_more",
        "GRANT SELECT ON other.* TO p_conf_a",
        "SELECT * FROM mysql.user",
        "SELECT 1 INTO OUTFILE '/tmp/poseidon-never-written'",
        "CREATE VIEW other.seen AS SELECT 1",
        "LOCK TABLES other.people WRITE",
        "FLUSH TABLES",
    ],
)
def test_user_may_nothing_more(fleet: Fleet, server: MariaDB, sql: str) -> None:
    fleet("grants", "--apply")
    with pytest.raises(MySQLdb.Error, match="denied"):
        read_as(server, "OTHER", sql)


@pytest.mark.usefixtures("served")
def test_second_run_changes_nothing(fleet: Fleet, server: MariaDB) -> None:
    fleet("grants", "--apply")
    before = server.execute("SHOW GRANTS FOR 'p_other'@'%'")
    fleet("grants", "--apply")
    assert server.execute("SHOW GRANTS FOR 'p_other'@'%'") == before


def test_new_password_is_taken_up_when_rotating(
    fleet: Fleet, server: MariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet("grants", "--apply")
    monkeypatch.setenv("POSEIDON_DATABASE_PASSWORD_OTHER", "another")
    fleet("grants", "--apply", "--tenant", "OTHER")
    server.connect(user="p_other", password="pass\\'OTHER").close()
    fleet("grants", "--apply", "--tenant", "OTHER", "--rotate")
    server.connect(user="p_other", password="another").close()
    with pytest.raises(MySQLdb.Error, match="denied"):
        server.connect(user="p_other", password="pass\\'OTHER")


def test_afresh_takes_away_what_the_user_had(fleet: Fleet, server: MariaDB) -> None:
    fleet("grants", "--apply", "--with-ddl")
    server.execute("GRANT SELECT ON `confxa`.* TO 'p_other'@'%'")
    fleet("grants", "--apply")
    assert "DROP" in str(server.execute("SHOW GRANTS FOR 'p_other'@'%'"))
    fleet("grants", "--apply", "--afresh")
    grants = str(server.execute("SHOW GRANTS FOR 'p_other'@'%'"))
    assert "SELECT, INSERT, UPDATE, DELETE ON `other`.*" in grants
    assert "DROP" not in grants
    assert "confxa" not in grants


def test_generated_password_opens_the_schema(
    fleet: Fleet, server: MariaDB, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("POSEIDON_DATABASE_PASSWORD_OTHER")
    saved = tmp_path / "passwords"
    fleet("grants", "--apply", "--tenant", "OTHER", "--generate", "--save", str(saved))
    server.connect(
        user="p_other", password=saved.read_text().strip().partition("=")[2], database="other"
    ).close()


def test_one_tenant_that_fails_stops_no_other(
    fleet: Fleet, server: MariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSEIDON_DATABASE_PASSWORD_CONFXA", "line\nbreak")
    message, printed = refused(fleet, "grants", "--apply", "--json")
    assert message == "1 of 3 tenants failed: CONFXA."
    assert {one["tenant"]: bool(one["error"]) for one in json.loads(printed)} == {
        "CONFXA": True,
        "CONF_A": False,
        "OTHER": False,
    }
    assert "break" not in printed


def test_administrator_who_may_not_is_told(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSEIDON_DATABASE_ADMIN_PASSWORD", "wrong")
    message, printed = refused(fleet, "grants", "--apply")
    assert message.startswith("3 of 3 tenants failed")
    assert "as root: (1045" in printed
    assert "wrong" not in printed


def test_without_administrator_the_alias_user_is_taken(
    fleet: Fleet, server: MariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POSEIDON_DATABASE_ADMIN_USERNAME")
    monkeypatch.setitem(settings.DATABASES, "admin", place(server, "mysql"))
    assert "granted" in fleet("grants", "--apply", "--admin-alias", "admin")


def _plan(server: MariaDB) -> Any:
    """A tenant's wrapper with its own credentials."""
    database = place(server, "OTHER") | {"USER": "p_other", "PASSWORD": "pass\\'OTHER"}
    defaults = {
        "AUTOCOMMIT": True,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "TIME_ZONE": None,
        "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
    }
    return DatabaseWrapper({**defaults, **database}, "OTHER")


@pytest.mark.parametrize("with_ddl", [False, True])
def test_migrations_run_only_with_their_rights(
    fleet: Fleet, server: MariaDB, django_db_blocker: Any, with_ddl: bool
) -> None:
    fleet("grants", "--apply", *(["--with-ddl"] if with_ddl else []))
    with django_db_blocker.unblock():
        wrapper = _plan(server)
        executor = MigrationExecutor(wrapper)
        try:
            if with_ddl:
                executor.migrate([("testapp", None), *executor.loader.graph.leaf_nodes("testapp")])
            else:
                with pytest.raises(Exception, match="CREATE command denied"):
                    executor.migrate(executor.loader.graph.leaf_nodes("testapp"))
        finally:
            wrapper.close()
    tables = {name for (name,) in server.execute("SHOW TABLES FROM other")}
    server.execute("DROP DATABASE other")
    make_schema(server, "OTHER")
    assert ("testapp_author" in tables) is with_ddl
