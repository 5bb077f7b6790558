"""The documentation's commands, run as they stand: page by page, each page's blocks in their order."""

import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import MySQLdb
import pytest

from tests.docs.blocks import ROOT, Block, all_blocks
from tests.docs.traffic import Traffic, pairs_in
from tests.docs.workplace import Workplace
from tests.support import warm_python
from tests.support.demonstration import copy_of_demonstration
from tests.support.servers import MariaDB

pytestmark = [pytest.mark.slow, pytest.mark.mysql]
BLOCKS = [block for block in all_blocks() if block.environment]
ON_FILES = [block for block in BLOCKS if block.environment == "demonstration"]
PAGES_ON_A_SERVER = sorted({block.page for block in BLOCKS if block.environment == "server"})
OPERATIONS = "docs/operations.md"
SET_UP = """
import django; django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
call_command("migrate_all", verbosity=0)
call_command("loaddata", "accounts", database="accounts", verbosity=0)
call_command("loaddata", "testclient", database="TESTCLIENT", verbosity=0)
User.objects.create_superuser("operator", "operator@example.org")
"""


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A copy of the prepared one, which blocks that prepare it find; tests/demo shows a first time."""
    folder = tmp_path_factory.mktemp("demonstration")
    copy_of_demonstration(folder / "var" / "demo")
    environment = {
        "DJANGO_SETTINGS_MODULE": "settings.demo",
        "DEMO_DIR": str(folder / "var" / "demo"),
        "PLANSTONE_TENANTS_LIST": "TESTCLIENT,CHAOS",  # those that are told of; quicker than three
    }
    return Workplace.at(folder, environment)


@pytest.mark.parametrize("block", ON_FILES, ids=str)
def test_commands_run_on_the_demonstration(demonstration: Workplace, block: Block) -> None:
    demonstration.run(block)


class Run(NamedTuple):
    """What became of the commands on a server, and the server."""

    server: MariaDB
    workplace: Workplace
    traffic: Traffic
    printed: dict[Block, str]
    rows_before: list[tuple[object, ...]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """All blocks that are for a server, on one whose tenants are at work meanwhile."""
    folder = tmp_path_factory.mktemp("server")
    with MariaDB.start() as server:
        workplace = Workplace.at(folder, _environment(server))
        made = ["docker/mysql/init/10-schemas.sh"]
        subprocess.run(made, cwd=ROOT, env=workplace.environment, check=True, timeout=60)
        done = warm_python.run(["-c", SET_UP], environment=workplace.environment)
        assert done.returncode == 0, done.stderr
        rows = server.execute("SELECT * FROM testclient.people ORDER BY pid")
        with Traffic(server, ["testclient", "chaos"]) as traffic:
            printed = {}
            for block in (block for page in PAGES_ON_A_SERVER for block in BLOCKS if block.page == page):
                if block.environment == "server":
                    printed[block] = workplace.run(block)
        yield Run(server, workplace, traffic, printed, rows)


def _environment(server: MariaDB) -> dict[str, str]:
    """Root under settings.development; the documentation's own names for a server and its administrator."""
    return {
        "DJANGO_SETTINGS_MODULE": "settings.development",
        "PLANSTONE_TENANTS_LIST": "TESTCLIENT,CHAOS",
        "MYSQL_HOST": server.host,
        "MYSQL_PORT": str(server.port),
        "MYSQL_ROOT_PASSWORD": server.root_password,
        "MYSQL_ARGUMENTS": f"--host={server.host} --port={server.port}",
        "LEGACY_DDL": str(ROOT / "docker" / "mysql"),
        "DB_HOST": server.host,
        "DB_PORT": str(server.port),
        "DB_ADMIN": "root",
        "DB_PASSWORD": server.root_password,
    }


def test_commands_run_on_a_server(run: Run) -> None:
    assert len(run.printed) >= 9
    assert any("Planned operations" in printed for printed in run.printed.values())


def test_tenants_worked_on_meanwhile(run: Run) -> None:
    assert run.traffic.errors == []
    assert all(pairs > 10 for pairs in run.traffic.pairs.values()), run.traffic.pairs


def test_backup_is_of_one_moment_and_restores_into_a_new_tenant(run: Run) -> None:
    cities, registrations = pairs_in(run.server, "restored")
    assert 0 < cities == registrations < run.traffic.pairs["testclient"]
    assert run.server.execute("SELECT * FROM restored.people ORDER BY pid") == run.rows_before != []
    assert run.server.execute("SELECT ACTIVE FROM accounts.accounts WHERE ACRONYM = 'RESTORED'") == [(1,)]


def test_new_tenant_has_its_tables_its_account_and_an_admin(run: Run) -> None:
    assert run.server.execute("SELECT cfname FROM newclient.confrnce") == [("Annual Meeting 2027",)]
    asked = "SELECT role FROM poseidon.tenancy_membership WHERE tenant = 'NEWCLIENT'"
    assert run.server.execute(asked) == [("admin",)]


def test_rotated_password_is_the_one_that_counts(run: Run) -> None:
    def sign_in(password: str) -> None:
        server = run.server
        MySQLdb.connect(
            host=server.host, port=server.port, user="poseidon", password=password, db="newclient"
        ).close()

    sign_in((run.workplace.folder / "var" / "new-password").read_text())
    with pytest.raises(MySQLdb.OperationalError, match="denied"):
        sign_in("poseidon")


@pytest.mark.parametrize("name", ["admin.cnf", "new-password"])
def test_files_with_passwords_are_private(run: Run, name: str) -> None:
    assert stat.S_IMODE((run.workplace.folder / "var" / name).stat().st_mode) == 0o600


def test_failing_command_fails_its_block(tmp_path: Path) -> None:
    workplace = Workplace.at(tmp_path, {})
    with pytest.raises(AssertionError, match=r"page\.md:1 ended with 1"):
        workplace.run(Block("page.md", 1, "sh", "run: server", "false\necho reached\n"))
