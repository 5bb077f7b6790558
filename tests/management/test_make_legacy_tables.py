"""The older product's tables are made from the models, and only where they are ours to make."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from pytest_django import Settings

from tests.management.one_process import print_of, run_all
from tests.support.demonstration import Demonstration

TENANT_TABLES = {
    "people",
    "confrnce",
    "abstract",
    "abstractauthors",
    "sessn",
    "sessabs",
    "sesspeop",
    "rooms",
} | {
    "cstmflds",
    "cstmvals",
    "regist",
    "cities",
}


@pytest.fixture
def demonstration(tmp_path: Path) -> Demonstration:
    return Demonstration(tmp_path)


def making(alias: str) -> list[str]:
    return ["make_legacy_tables", f"--database={alias}"]


def test_tenant_gets_its_tables_and_accounts_gets_its_own(demonstration: Demonstration) -> None:
    told, _ = print_of(demonstration, making("TESTCLIENT"), making("accounts"))
    assert demonstration.tables("testclient") - {"sqlite_sequence"} == TENANT_TABLES
    assert demonstration.tables("accounts") == {"accounts"}
    assert told.startswith("TESTCLIENT: 12 legacy tables made: abstract, ")


def test_control_database_gets_none(demonstration: Demonstration) -> None:
    told = demonstration.manage(*making("default"))
    assert (told.returncode, told.stdout) == (0, "default: no legacy tables live here\n")
    assert demonstration.tables("poseidon") == set()


def test_second_run_makes_only_what_is_missing_and_keeps_rows(demonstration: Demonstration) -> None:
    migrate = ["migrate", "--database=TESTCLIENT"]
    load = ["loaddata", "embed_demo_people", "--database=TESTCLIENT"]
    *_, again = print_of(demonstration, migrate, making("TESTCLIENT"), load, making("TESTCLIENT"))
    assert again == "TESTCLIENT: legacy tables are there, nothing made\n"
    assert demonstration.rows("testclient", "SELECT first_name FROM people WHERE pid = 123823") == [
        ("Sarah",)
    ]


def test_replica_is_refused_and_nothing_is_made(demonstration: Demonstration) -> None:
    replicas = ["TESTCLIENT_RO", "accounts_RO"]
    done = run_all(demonstration, *map(making, replicas))
    for alias, (refused, _) in zip(replicas, done, strict=True):
        assert f"{alias} is a replica: tables are made on {alias.removesuffix('_RO')}" in refused
    assert demonstration.tables("testclient") == demonstration.tables("accounts") == set()


@pytest.mark.parametrize("arguments", [["--database=NOSUCH"], []])
def test_database_must_be_named_and_known(demonstration: Demonstration, arguments: list[str]) -> None:
    refused = demonstration.manage("make_legacy_tables", *arguments)
    assert refused.returncode != 0
    assert "NOSUCH" in refused.stderr or "--database" in refused.stderr


@pytest.mark.mysql
@pytest.mark.django_db(databases=["default", "TESTCLIENT"])
def test_database_on_a_server_is_refused() -> None:
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("SELECT 1")
    with pytest.raises(CommandError, match="TESTCLIENT is on mysql"):
        call_command("make_legacy_tables", database="TESTCLIENT", stdout=StringIO())


@pytest.mark.mysql
@pytest.mark.parametrize("module", ["settings.production", "settings.production_west"])
def test_mysql_is_refused_in_production_too(settings: Settings, module: str) -> None:
    settings.SETTINGS_MODULE = module
    with pytest.raises(CommandError, match="In production"):
        call_command("make_legacy_tables", database="TESTCLIENT", stdout=StringIO())


@pytest.mark.django_db(databases=["default", "TESTCLIENT"])
def test_other_servers_are_not_refused_in_production(settings: Settings) -> None:
    if connections["TESTCLIENT"].vendor == "mysql":
        pytest.skip("is refused on MySQL; tests/vendors makes tables on the others")
    settings.SETTINGS_MODULE = "settings.production"
    out = StringIO()
    call_command("make_legacy_tables", database="TESTCLIENT", stdout=out)
    assert "legacy tables are there, nothing made" in out.getvalue()
