"""`migrate` makes each table where it lives, and nothing at all on a replica."""

from pathlib import Path

import pytest

from tests.management.one_process import print_of, run_all
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
    plan, migrate = ["migrate", "--database=accounts", "--plan"], ["migrate", "--database=accounts"]
    [shown] = print_of(demonstration, plan)
    assert "Planned operations:" in shown
    assert demonstration.tables("accounts") == set()
    [_, shown_again] = print_of(demonstration, migrate, plan)
    assert "No planned migration operations." in shown_again


@pytest.mark.parametrize("alias", ["TESTCLIENT", "accounts_RO"])
def test_showmigrations_tells_what_is_applied(demonstration: Demonstration, alias: str) -> None:
    show = ["showmigrations", "poseidon", f"--database={alias}"]
    migrate = ["migrate", f"--database={alias.removesuffix('_RO')}"]
    before, _, after = print_of(demonstration, show, migrate, show)
    assert "[ ] 0001_initial" in before
    assert "[X] 0001_initial" in after
    assert "[ ]" not in after


def test_django_alone_would_migrate_a_replica(demonstration: Demonstration) -> None:
    done = demonstration.python(STOCK_MIGRATE)
    assert done.returncode == 0, done.stderr
    assert demonstration.tables("testclient") != set()


def test_replica_is_refused_by_the_exit_code_too(demonstration: Demonstration) -> None:
    refused = demonstration.manage("migrate", "--database=TESTCLIENT_RO")
    assert refused.returncode != 0
    assert "TESTCLIENT_RO is a replica and is never migrated" in refused.stderr
    assert list(demonstration.folder.glob("*.sqlite3")) == []


def test_replica_is_never_migrated(demonstration: Demonstration) -> None:
    asked = {"TESTCLIENT_RO": [], "accounts_RO": ["--plan"], "poseidon_RO": ["--fake"]}
    commands = [["migrate", f"--database={alias}", *options] for alias, options in asked.items()]
    for alias, (refused, _) in zip(asked, run_all(demonstration, *commands), strict=True):
        assert f"{alias} is a replica and is never migrated" in refused
        assert f"migrate --database={alias.removesuffix('_RO')}" in refused
    assert list(demonstration.folder.glob("*.sqlite3")) == []
