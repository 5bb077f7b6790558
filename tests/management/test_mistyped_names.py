"""What an operator who mistypes a database or a tenant is told: nothing is done, and what was meant."""

from itertools import cycle
from pathlib import Path

import pytest

from poseidon.demo.errors import DemoError
from poseidon.demo.serving import refuse_used_port
from tests.management.one_process import print_of, run_all
from tests.support.demonstration import Demonstration

PEOPLE = "poseidon/fixtures/test/embed_demo_people.json"
WITH_DATABASE = {
    "migrate": [],
    "showmigrations": [],
    "loaddata": [PEOPLE],
    "make_legacy_tables": [],
    "dumpdata": [],
    "sqlmigrate": ["poseidon", "0001"],
}


@pytest.fixture
def demonstration(tmp_path: Path) -> Demonstration:
    return Demonstration(tmp_path)


def test_every_command_names_the_database_or_the_tenant_that_was_meant(
    demonstration: Demonstration,
) -> None:
    typed = cycle(("TESTCLIEN", "testclient", "TEST CLIENT"))
    commands = [[name, f"--database={next(typed)}", *more] for name, more in WITH_DATABASE.items()]
    commands += [
        [name, "--tenant", next(typed) + "X", "--conference", "C", "no.file"]
        for name in ("import_schedule", "import_abstract_book")
    ]
    for command, (refused, _) in zip(commands, run_all(demonstration, *commands), strict=True):
        assert "Did you mean TESTCLIENT?" in refused, command
    assert list(demonstration.folder.glob("*.sqlite3")) == []


def test_a_fixture_is_loaded_by_path_and_by_name_and_a_second_time_is_no_other(
    demonstration: Demonstration,
) -> None:
    make = [["migrate", "--database=TESTCLIENT"], ["make_legacy_tables", "--database=TESTCLIENT"]]
    loads = [
        ["loaddata", fixture, "--database=TESTCLIENT"]
        for fixture in (PEOPLE, "embed_demo_people", "embed_demo_people.json", PEOPLE)
    ]
    told = print_of(demonstration, *make, *loads)
    assert set(told[2:]) == {"Installed 6 object(s) from 1 fixture(s)\n"}
    assert demonstration.rows("testclient", "SELECT COUNT(*), COUNT(DISTINCT pid) FROM people") == [(6, 6)]


def test_a_fixture_that_lives_elsewhere_says_where(demonstration: Demonstration) -> None:
    load = "call_command('loaddata', 'embed_demo_people', database={!r})\n"
    aliases = ("default", "accounts", "TESTCLIENT_RO")
    code = "from django.core.management import call_command\n" + "".join(map(load.format, aliases))
    done = demonstration.python(code)
    assert done.stdout.count("Installed 0 object(s) (of 6)") == 3
    hints = ("none of these objects live on default", "none of these objects live on accounts")
    for hint in (*hints, "add --database=TENANT", "Use --database=TESTCLIENT."):
        assert hint in done.stderr


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(DemoError, match=f"^{port} is no port; one is from 1 to 65535"):
        refuse_used_port("127.0.0.1", port)


def test_a_list_of_tenants_that_cannot_be_read_is_named(demonstration: Demonstration) -> None:
    done = demonstration.manage("check", PLANSTONE_TENANTS_LIST="ALPHA;BETA")
    assert done.returncode != 0
    assert "Parameter PLANSTONE_TENANTS_LIST cannot be read: 'ALPHA;BETA' is no tenant name" in done.stderr
