"""`migrate` makes each table where it lives, and nothing at all on a replica."""

from pathlib import Path

import pytest

from tests.support.demonstration import Demonstration

DJANGOS = {"auth_user", "auth_group", "django_session", "django_admin_log", "django_content_type"}
STOCK_MIGRATE = """
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), database="TESTCLIENT_RO", verbosity=0)
"""
pytestmark = pytest.mark.slow


@pytest.fixture
def demonstration(tmp_path: Path) -> Demonstration:
    return Demonstration(tmp_path)


@pytest.mark.parametrize(
    ("alias", "database", "ours"),
    [("TESTCLIENT", "testclient", {"poseidon_changerecord"}), ("accounts", "accounts", set())],
)
def test_no_table_of_django_but_its_journal_appears_outside_the_control_database(
    demonstration: Demonstration, alias: str, database: str, ours: set[str]
) -> None:
    done = demonstration.manage("migrate", f"--database={alias}")
    assert done.returncode == 0, done.stderr
    assert demonstration.tables(database) - {"sqlite_sequence"} == {"django_migrations", *ours}
    assert demonstration.tables("poseidon") == set()


def test_control_database_gets_users_sessions_and_memberships_and_no_tenants_table(
    demonstration: Demonstration,
) -> None:
    done = demonstration.manage("migrate", "--database=default")
    assert done.returncode == 0, done.stderr
    assert demonstration.tables("poseidon") >= {*DJANGOS, "tenancy_membership"}
    assert not demonstration.tables("poseidon") & {"people", "confrnce", "accounts", "poseidon_changerecord"}
    assert demonstration.tables("testclient") == set()


def test_plan_of_accounts_is_shown_and_nothing_is_made(demonstration: Demonstration) -> None:
    shown = demonstration.manage("migrate", "--database=accounts", "--plan")
    assert shown.returncode == 0, shown.stderr
    assert "Planned operations:" in shown.stdout
    assert demonstration.tables("accounts") == set()
    demonstration.manage("migrate", "--database=accounts")
    assert (
        "No planned migration operations."
        in demonstration.manage("migrate", "--database=accounts", "--plan").stdout
    )


@pytest.mark.parametrize("alias", ["TESTCLIENT", "accounts_RO"])
def test_showmigrations_tells_what_is_applied(demonstration: Demonstration, alias: str) -> None:
    before = demonstration.manage("showmigrations", "poseidon", f"--database={alias}")
    assert before.returncode == 0, before.stderr
    assert "[ ] 0001_initial" in before.stdout
    demonstration.manage("migrate", f"--database={alias.removesuffix('_RO')}")
    after = demonstration.manage("showmigrations", "poseidon", f"--database={alias}")
    assert "[X] 0001_initial" in after.stdout
    assert "[ ]" not in after.stdout


def test_django_alone_would_migrate_a_replica(demonstration: Demonstration) -> None:
    done = demonstration.python(STOCK_MIGRATE)
    assert done.returncode == 0, done.stderr
    assert demonstration.tables("testclient") != set()


@pytest.mark.parametrize(
    ("alias", "options"), [("TESTCLIENT_RO", []), ("accounts_RO", ["--plan"]), ("poseidon_RO", ["--fake"])]
)
def test_replica_is_never_migrated(demonstration: Demonstration, alias: str, options: list[str]) -> None:
    refused = demonstration.manage("migrate", f"--database={alias}", *options)
    assert refused.returncode != 0
    assert f"{alias} is a replica and is never migrated" in refused.stderr
    assert f"migrate --database={alias.removesuffix('_RO')}" in refused.stderr
    assert [path.name for path in demonstration.folder.glob("*.sqlite3")] == []
