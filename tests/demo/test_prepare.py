"""`demo prepare` makes everything once, finishes what was interrupted, and keeps what is there."""

import json
import signal
import sqlite3
import stat
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.demonstration import ROOT, Demonstration, copy_of_demonstration

TENANTS = ("TESTCLIENT", "CHAOS", "SOCIETY")
LEGACY = {"people", "confrnce", "sessn", "rooms", "abstract", "abstractauthors", "sesspeop", "sessabs"} | {
    "regist",
    "cities",
    "cstmflds",
    "cstmvals",
}
ONE = {"PLANSTONE_TENANTS_LIST": "CHAOS"}  # where three would only take longer
pytestmark = pytest.mark.slow


def counts(demonstration: Demonstration, tenants: Sequence[str] = TENANTS) -> dict[str, int]:
    return {
        f"{tenant}.{table}": int(
            str(demonstration.rows(tenant.lower(), f"SELECT count(*) FROM {table}")[0][0])
        )
        for tenant in tenants
        for table in LEGACY
    }


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def logins(demonstration: Demonstration) -> list[dict[str, str | None]]:
    found: list[dict[str, str | None]] = json.loads((demonstration.folder / "credentials.json").read_text())
    return found


def test_every_role_has_a_login_with_a_password_of_its_own(prepared: Demonstration) -> None:
    found = logins(prepared)
    assert [set(login) for login in found] == [{"user", "password", "role", "tenant"}] * 10
    assert {(login["role"], login["tenant"]) for login in found} == {("operator", None)} | {
        (role, tenant) for role in ("viewer", "editor", "admin") for tenant in TENANTS
    }
    passwords = {str(login["password"]) for login in found}
    assert len(passwords) == 10
    assert min(map(len, passwords)) >= 16


@pytest.mark.parametrize("name", ["credentials.json", "secret-key", "done.json"])
def test_files_with_secrets_are_readable_by_their_owner_alone(prepared: Demonstration, name: str) -> None:
    assert mode(prepared.folder / name) == "0o600"


def test_each_alias_has_a_file_and_replicas_have_none(prepared: Demonstration) -> None:
    found = {path.stem for path in prepared.folder.glob("*.sqlite3")}
    assert found == {"poseidon", "accounts", "testclient", "chaos", "society"}


def test_tenants_hold_no_users_and_no_sessions(prepared: Demonstration) -> None:
    for tenant in TENANTS:
        tables = prepared.tables(tenant.lower())
        assert tables >= LEGACY
        assert not {table for table in tables if table.startswith(("auth_", "django_session", "tenancy_"))}


class SecondRun(NamedTuple):
    """A demonstration that a visitor changed before it was prepared again, and what that run told."""

    demonstration: Demonstration
    told: str


@pytest.fixture(scope="module")
def second_run(prepared: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> SecondRun:
    folder = tmp_path_factory.mktemp("second") / "demo"
    copy_of_demonstration(folder)
    with closing(sqlite3.connect(folder / "testclient.sqlite3")) as connection, connection:
        connection.execute("UPDATE people SET first_name = 'Zara' WHERE pid = 123823")
        connection.execute("DELETE FROM regist")
    again = Demonstration(folder).manage("demo", "prepare", "--port", "8123")
    assert again.returncode == 0, again.stderr
    return SecondRun(Demonstration(folder), again.stdout)


def test_second_run_loads_nothing_again(second_run: SecondRun, prepared: Demonstration) -> None:
    assert "programme of" not in second_run.told
    assert counts(second_run.demonstration) == counts(prepared) | {"TESTCLIENT.regist": 0}


def test_what_a_visitor_changed_is_kept(second_run: SecondRun) -> None:
    named = "SELECT first_name FROM people WHERE pid = 123823"
    assert second_run.demonstration.rows("testclient", named) == [("Zara",)]


@pytest.mark.parametrize("name", ["credentials.json", "secret-key", "done.json"])
def test_second_run_keeps_logins_and_key(second_run: SecondRun, prepared: Demonstration, name: str) -> None:
    assert (second_run.demonstration.folder / name).read_bytes() == (prepared.folder / name).read_bytes()


def test_logins_are_printed_with_their_addresses(second_run: SecondRun, prepared: Demonstration) -> None:
    for login in logins(prepared):
        line = next(line for line in second_run.told.splitlines() if f" {login['user']} " in line)
        assert str(login["password"]) in line
        assert f"http://127.0.0.1:8123/{login['tenant'] or 'admin'}/" in line


def test_interrupted_first_run_is_finished_by_the_next(prepared: Demonstration, tmp_path: Path) -> None:
    demonstration = Demonstration(tmp_path / "demo")
    with subprocess.Popen(
        demonstration.command("demo", "prepare"),
        cwd=ROOT,
        env=demonstration.environment(**ONE),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as run:
        while not (demonstration.folder / "done.json").exists() and run.poll() is None:
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
    assert not (demonstration.folder / "credentials.json").exists(), "it was too quick to be interrupted"
    finished = demonstration.manage("demo", "prepare", **ONE)
    assert finished.returncode == 0, finished.stderr
    assert counts(demonstration, ["CHAOS"]) == counts(prepared, ["CHAOS"])
    assert len(logins(demonstration)) == 4


def test_lost_credentials_are_made_anew(copy: Demonstration) -> None:
    before = logins(copy)
    (copy.folder / "credentials.json").unlink()
    copy.manage("demo", "prepare")
    after = logins(copy)
    assert [login["user"] for login in after] == [login["user"] for login in before]
    assert not {login["password"] for login in after} & {login["password"] for login in before}


def test_reset_starts_over(copy: Demonstration, prepared: Demonstration) -> None:
    with closing(sqlite3.connect(copy.folder / "chaos.sqlite3")) as connection, connection:
        connection.execute("DELETE FROM sessn")
    (copy.folder / "left-over").write_text("from an older version")
    done = copy.manage("demo", "reset", **ONE)
    assert done.returncode == 0, done.stderr
    assert counts(copy, ["CHAOS"]) == counts(prepared, ["CHAOS"])
    assert not (copy.folder / "left-over").exists()
    assert not (copy.folder / "testclient.sqlite3").exists()
    old = {login["password"] for login in logins(prepared)}
    assert not old & {login["password"] for login in logins(copy)}


def test_other_settings_are_refused(tmp_path: Path) -> None:
    demonstration = Demonstration(tmp_path / "demo")
    other = {"DJANGO_SETTINGS_MODULE": "settings.testing", "POSEIDON_TEST_DATABASE_URL": "sqlite:///"}
    refused = demonstration.manage("demo", "reset", **other)
    assert refused.returncode != 0
    assert "does not run under settings.testing" in refused.stderr
    assert "make demo" in refused.stderr
    assert not demonstration.folder.exists()
