"""`fleet grants` prints what it would do, and no password unless it was asked to."""

import json
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.tenancy.fleet.conftest import Fleet, refused


def test_script_names_users_and_rights(fleet: Fleet) -> None:
    printed = fleet("grants", "--tenant", "CONF_A").splitlines()
    assert printed[1:] == [
        "SET SESSION sql_mode = '';",
        "",
        "-- CONF_A",
        "CREATE USER IF NOT EXISTS 'p_conf_a'@'%' IDENTIFIED BY <POSEIDON_DATABASE_PASSWORD_CONF_A>;",
        r"GRANT SELECT, INSERT, UPDATE, DELETE ON `conf\_a`.* TO 'p_conf_a'@'%';",
    ]


def test_without_tenant_all_are_printed(fleet: Fleet) -> None:
    assert [line for line in fleet("grants").splitlines() if line.startswith("-- ")][1:] == [
        "-- CONFXA",
        "-- CONF_A",
        "-- OTHER",
    ]


def test_rights_for_migrations_only_when_asked(fleet: Fleet) -> None:
    assert "ALTER" not in fleet("grants")
    assert "CREATE, ALTER, DROP, INDEX, REFERENCES ON" in fleet("grants", "--with-ddl")


def test_rotation_and_a_fresh_start_are_asked_for(fleet: Fleet) -> None:
    printed = fleet("grants", "--tenant", "OTHER", "--rotate", "--afresh")
    kinds = [line.split(" ")[0] for line in printed.splitlines()[4:]]
    assert kinds == ["CREATE", "ALTER", "REVOKE", "GRANT"]


@pytest.mark.parametrize("more", [[], ["--json"], ["--rotate"]])
def test_passwords_are_not_printed(fleet: Fleet, more: list[str]) -> None:
    assert "pass" not in fleet("grants", *more)


def test_passwords_are_printed_when_asked(fleet: Fleet) -> None:
    assert r"IDENTIFIED BY 'pass\\''OTHER'" in fleet("grants", "--show-passwords")


def test_json_holds_the_statements(fleet: Fleet) -> None:
    (told,) = json.loads(fleet("grants", "--tenant", "OTHER", "--json"))
    assert (told["tenant"], told["schema"], told["user"], told["host"]) == ("OTHER", "other", "p_other", "%")
    assert len(told["statements"]) == 2


def test_user_of_another_name_comes_from_its_parameter(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSEIDON_DATABASE_USERNAME_OTHER", "p_elsewhere")
    assert "TO 'p_elsewhere'@'%'" in fleet("grants", "--tenant", "OTHER")


def test_tenant_that_is_not_served_is_named(fleet: Fleet) -> None:
    message, printed = refused(fleet, "grants", "--tenant", "OTHER", "--tenant", "NOBODY")
    assert message.startswith("Not served here: NOBODY. Tenants are listed")
    assert printed == ""
    assert "Did you mean OTHER?" in refused(fleet, "grants", "--tenant", "othr")[0]


def test_wrong_host_is_refused(fleet: Fleet) -> None:
    assert "no database user" in refused(fleet, "grants", "--from-host", "10.0.0.%' --")[0]


def test_generated_passwords_need_a_place(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POSEIDON_DATABASE_PASSWORD_OTHER")
    assert "--save FILE" in refused(fleet, "grants", "--generate")[0]
    assert "POSEIDON_DATABASE_PASSWORD_OTHER" in refused(fleet, "grants", "--show-passwords")[0]


def test_generated_passwords_are_saved_for_their_owner_only(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("POSEIDON_DATABASE_PASSWORD_OTHER")
    saved = tmp_path / "passwords"
    printed = fleet("grants", "--generate", "--save", str(saved))
    name, _, password = saved.read_text().strip().partition("=")
    assert name == "POSEIDON_DATABASE_PASSWORD_OTHER"
    assert len(password) >= 40
    assert password not in printed
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert "nothing was done" in refused(fleet, "grants", "--generate", "--save", str(saved))[0]
    assert saved.read_text().strip() == f"{name}={password}"


def test_database_without_users_is_no_traceback(served: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": "other.sqlite3"}
    monkeypatch.setattr(settings.DATABASES, "_build", lambda tenant, replica: sqlite)
    with pytest.raises(CommandError, match="which has no users"):
        call_command("fleet", "grants")
