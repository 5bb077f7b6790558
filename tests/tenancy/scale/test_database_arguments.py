"""`--database` with ten thousand tenants: help and errors stay readable."""

from io import StringIO

import pytest
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError

from poseidon.tenancy import database_arguments
from tests.tenancy.scale.conftest import MANY, Estate

WITH_DATABASE = (
    "check",
    "dumpdata",
    "flush",
    "inspectdb",
    "loaddata",
    "migrate",
    "sqlmigrate",
    "changepassword",
)


@pytest.fixture(autouse=True)
def _ten_thousand(estate: Estate) -> None:
    estate.serve(*MANY)


def command(name: str) -> BaseCommand:
    return load_command_class(get_commands()[name], name)


@pytest.mark.parametrize("looked_up", [False, True])
def test_help_does_not_list_every_tenant(monkeypatch: pytest.MonkeyPatch, looked_up: bool) -> None:
    if not looked_up:
        monkeypatch.setattr(BaseCommand, "create_parser", database_arguments._create_parser)
    printed = StringIO()
    command("migrate").create_parser("manage.py", "migrate").print_help(printed)
    assert (len(printed.getvalue()) < 4000) is looked_up
    assert ("T00007_RO" in printed.getvalue()) is not looked_up


@pytest.mark.parametrize("name", WITH_DATABASE)
def test_every_command_with_a_database_is_taught(name: str) -> None:
    parser = command(name).create_parser("manage.py", name)
    assert "T00007" not in parser.format_help()
    assert "--database DATABASE" in parser.format_help()


@pytest.mark.parametrize(
    ("given", "meant"),
    [("T000O7", "T0"), ("t00007", "T00007"), ("acounts", "accounts"), ("DEFAULT", "default")],
)
def test_mistyped_name_gives_one_line_with_names_like_it(given: str, meant: str) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("migrate", f"--database={given}")
    message = str(caught.value)
    assert message.startswith(
        f"Error: argument --database: there is no database {given!r}. Did you mean {meant}"
    )
    assert "tenants (10000 now) are listed in the parameter PLANSTONE_TENANTS_LIST" in message
    assert len(message) < 400
    assert "\n" not in message


def test_name_unlike_any_gives_no_guess() -> None:
    with pytest.raises(CommandError, match="no database 'nowhere'") as caught:
        call_command("migrate", "--database=nowhere")
    assert "Did you mean" not in str(caught.value)


@pytest.mark.parametrize("alias", ["default", "accounts", "T00007", "T09999_RO"])
def test_every_alias_is_accepted(estate: Estate, alias: str) -> None:
    parsed = command("migrate").create_parser("manage.py", "migrate").parse_args([f"--database={alias}"])
    assert parsed.database == alias
    assert estate.built == []


def test_each_of_several_databases_is_looked_up() -> None:
    parser = command("check").create_parser("manage.py", "check")
    assert parser.parse_args(["--database=T00001", "--database=default"]).databases == ["T00001", "default"]


def test_default_stands_without_the_option() -> None:
    assert command("migrate").create_parser("manage.py", "migrate").parse_args([]).database == "default"
