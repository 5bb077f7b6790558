"""`fleet grants --check` on a real server: what leaks is found and named, what does not is proved."""

import json

import MySQLdb
import pytest
from django.conf import settings

from poseidon.tenancy.fleet.probes import PROBES
from tests.support.servers import MariaDB
from tests.tenancy.fleet.conftest import TENANTS, Fleet, findings, make_schema, place, read_as, refused

NEIGHBOUR = "SELECT name FROM confxa.people"


def test_unescaped_grant_leaks_and_the_escaped_one_does_not(fleet: Fleet, server: MariaDB) -> None:
    server.execute("CREATE USER p_conf_a IDENTIFIED BY %s", ["pass\\'CONF_A"])
    server.execute("GRANT SELECT ON `conf_a`.* TO 'p_conf_a'@'%'")
    assert read_as(server, "CONF_A", NEIGHBOUR) == [("CONFXA",)]

    fleet("grants", "--apply", "--afresh")
    with pytest.raises(MySQLdb.Error, match="denied"):
        read_as(server, "CONF_A", NEIGHBOUR)
    assert read_as(server, "CONF_A", "SELECT name FROM conf_a.people") == [("CONF_A",)]


def test_unescaped_grant_is_found(fleet: Fleet, server: MariaDB) -> None:
    fleet("grants", "--apply")
    server.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON `conf_a`.* TO 'p_conf_a'@'%'")
    found = findings(fleet)
    assert {(tenant, other) for tenant, other, _ in found} == {("CONF_A", "CONFXA")}
    assert {attempt for _, _, attempt in found} >= {
        *("query", "join", "sub-query", "USE", "SHOW TABLES", "information_schema", "tables listed"),
        *("INSERT … SELECT from", "INSERT … SELECT into", "DELETE", "LOAD DATA LOCAL"),
    }


def test_granted_tenants_are_isolated(fleet: Fleet) -> None:
    fleet("grants", "--apply")
    told = json.loads(fleet("grants", "--check", "--json"))
    assert told == {
        "isolated": True,
        "tenants": 3,
        "pairs": 6,
        "attempts": 3 + 6 * len(PROBES),
        "findings": [],
    }


def test_isolated_even_with_the_rights_of_migrations(fleet: Fleet) -> None:
    fleet("grants", "--apply", "--with-ddl")
    assert fleet("grants", "--check").startswith("Isolated: 3 tenants, 6 pairs")


def test_one_shared_user_reaches_everybody(
    fleet: Fleet, server: MariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tenant in TENANTS:
        monkeypatch.setenv(f"POSEIDON_DATABASE_USERNAME_{tenant}", "root")
        monkeypatch.setenv(f"POSEIDON_DATABASE_PASSWORD_{tenant}", server.root_password)
    rows_before = [server.execute(f"SELECT * FROM `{name.lower()}`.people") for name in TENANTS]
    found = findings(fleet)
    assert len(found) == 6 * len(PROBES)
    assert [server.execute(f"SELECT * FROM `{name.lower()}`.people") for name in TENANTS] == rows_before
    assert server.execute("SHOW TABLES FROM other") == [("people",)]


@pytest.mark.parametrize(
    ("right", "on", "attempt"),
    [
        ("SELECT", "other.people", "query"),
        ("SELECT", "other.people", "join"),
        ("SELECT", "other.people", "INSERT … SELECT from"),
        ("SELECT (pid)", "other.people", "columns listed"),
        ("INSERT", "other.people", "INSERT … SELECT into"),
        ("INSERT", "other.people", "LOAD DATA LOCAL"),
        ("DELETE", "other.people", "DELETE"),
        ("DROP", "other.*", "DROP"),
        ("SHOW VIEW", "other.*", "USE"),
        ("CREATE", "other.*", "SHOW TABLES"),
        ("SHOW DATABASES", "*.*", "information_schema"),
        ("INSERT, FILE", "*.*", "LOAD DATA"),
    ],
)
def test_each_right_too_many_is_found(
    fleet: Fleet, server: MariaDB, right: str, on: str, attempt: str
) -> None:
    fleet("grants", "--apply")
    server.execute(f"GRANT {right} ON {on} TO 'p_conf_a'@'%'")
    found = findings(fleet, "--tenant", "CONF_A")
    assert ("CONF_A", "OTHER", attempt) in found
    assert {tenant for tenant, _, _ in found} == {"CONF_A"}


def test_table_names_what_was_possible(fleet: Fleet, server: MariaDB) -> None:
    fleet("grants", "--apply")
    server.execute("GRANT SHOW VIEW ON other.* TO 'p_confxa'@'%'")
    message, printed = refused(fleet, "grants", "--check")
    assert message.endswith("docs/grants.md says what to do.")
    assert printed.splitlines()[0].split() == ["tenant", "on", "attempt", "outcome", "the", "server", "says"]
    row = next(line for line in printed.splitlines() if " USE " in line)
    assert row.split()[:4] == ["CONFXA", "OTHER", "USE", "possible"]


def test_tenant_that_cannot_read_its_own_is_found(
    fleet: Fleet, server: MariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet("grants", "--apply")
    server.execute("REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'p_confxa'@'%'")
    server.execute("DROP USER 'p_other'@'%'")
    monkeypatch.delenv("POSEIDON_DATABASE_PASSWORD_CONF_A")
    assert findings(fleet) == {
        ("CONFXA", "its own", "query"),
        ("CONF_A", "its own", "credentials"),
        ("OTHER", "its own", "sign-in"),
    }


def test_credentials_are_tried_on_the_server_of_the_other_tenant(
    fleet: Fleet, served: set[str], server: MariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MariaDB.start() as elsewhere:
        make_schema(elsewhere, "AFAR")
        served.add("AFAR")
        monkeypatch.setenv("POSEIDON_DATABASE_PASSWORD_AFAR", "pass\\'AFAR")
        monkeypatch.setattr(
            settings.DATABASES,
            "_build",
            lambda tenant, _: place(elsewhere if tenant == "AFAR" else server, tenant),
        )
        message, _ = refused(fleet, "grants", "--apply")
        assert message == "1 of 4 tenants failed: AFAR."  # another root's password there
        elsewhere.execute("CREATE USER p_afar IDENTIFIED BY %s", ["pass\\'AFAR"])
        elsewhere.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON afar.* TO p_afar")
        assert "4 tenants, 12 pairs" in fleet("grants", "--check")

        elsewhere.execute("CREATE USER p_other IDENTIFIED BY %s", ["pass\\'OTHER"])
        elsewhere.execute("GRANT SELECT ON *.* TO p_other")
        assert ("OTHER", "AFAR", "query") in findings(fleet)


def test_server_that_is_down_is_not_taken_for_isolation(
    fleet: Fleet, server: MariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet("grants", "--apply")
    monkeypatch.setattr(
        settings.DATABASES,
        "_build",
        lambda tenant, _: place(server, tenant) | ({"PORT": "1"} if tenant == "OTHER" else {}),
    )
    assert findings(fleet) == {
        ("CONF_A", "OTHER", "sign-in"),
        ("CONFXA", "OTHER", "sign-in"),
        ("OTHER", "its own", "sign-in"),
    }
