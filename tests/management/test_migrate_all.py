"""`migrate_all` makes every primary's tables in one process, and one tenant's failure is its own."""

from pathlib import Path

import pytest

from tests.support.demonstration import Demonstration

JOURNAL = {"django_migrations"}
pytestmark = pytest.mark.slow


@pytest.fixture
def demonstration(tmp_path: Path) -> Demonstration:
    return Demonstration(tmp_path)


def applied(demonstration: Demonstration, database: str) -> int:
    return len(demonstration.rows(database, "SELECT name FROM django_migrations"))


def test_broken_tenant_is_named_and_the_others_are_migrated(demonstration: Demonstration) -> None:
    (demonstration.folder / "chaos.sqlite3").write_text("this is no database")
    done = demonstration.manage("migrate_all", "--verbosity=0")
    assert done.returncode == 3
    assert "1 of 3 tenants were not migrated: CHAOS." in done.stderr
    assert applied(demonstration, "poseidon") == applied(demonstration, "society") > 0
    assert "poseidon_changerecord" in demonstration.tables("testclient")
    (demonstration.folder / "chaos.sqlite3").unlink()
    again = demonstration.manage("migrate_all")
    assert (again.returncode, "poseidon_changerecord" in demonstration.tables("chaos")) == (0, True)


def test_plan_is_shown_of_all_and_nothing_is_made(demonstration: Demonstration) -> None:
    shown = demonstration.manage("migrate_all", "--plan")
    assert shown.returncode == 0, shown.stderr
    for alias in ("default", "accounts", "CHAOS", "SOCIETY", "TESTCLIENT"):
        assert f"{alias}:\nPlanned operations:" in shown.stdout
    assert demonstration.tables("testclient") == set()
