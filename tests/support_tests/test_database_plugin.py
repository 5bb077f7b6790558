"""The plugin starts a server when a run needs one, and only then."""

import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from tests.support.database_plugin import VARIABLE, needs_database
from tests.support.servers.run_directory import VARIABLE as RUN_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
SHOWS_URL = f"import os\ndef test_url():\n    print('URL', os.environ['{VARIABLE}'])\n"


def run_pytest(project: Path, *arguments: str, url: str | None) -> str:
    """Run pytest with our plugin in `project`, without Django; return what it printed."""
    environment = {key: value for key, value in os.environ.items() if key not in {VARIABLE, RUN_VARIABLE}}
    environment |= {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    if url is not None:
        environment[VARIABLE] = url
    command = [sys.executable, "-m", "pytest", "-s", "-c", "pytest.ini"]
    done = subprocess.run(
        [*command, "-p", "tests.support.database_plugin", *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("tests/commons", "tests/domain"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "tests/commons/test_pure.py").write_text(SHOWS_URL)
    (tmp_path / "tests/domain/test_rows.py").write_text(SHOWS_URL)
    return tmp_path


def test_run_without_address_gets_a_private_server(project: Path) -> None:
    printed = run_pytest(project, url=None)
    assert "database: private MariaDB on 127.0.0.1:" in printed
    assert printed.count("URL mysql://root:") == 2


def test_address_of_the_user_is_left_as_it_is(project: Path) -> None:
    printed = run_pytest(project, url="mysql://me:secret@db.example:3307/")
    assert printed.count("URL mysql://me:secret@db.example:3307/") == 2
    header = next(line for line in printed.splitlines() if line.startswith("database:"))
    assert header == f"database: mysql, as {VARIABLE} says"


def test_run_of_pure_tests_starts_no_server(project: Path) -> None:
    printed = run_pytest(project, "tests/commons", url=None)
    assert "database: SQLite, for these tests need no server" in printed
    assert "URL sqlite:///" in printed


def test_missing_mariadbd_is_one_clear_line(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    printed = run_pytest(project, url=None)
    assert "mariadbd is not installed: run bin/install-system-packages." in printed
    assert f"Or set {VARIABLE}" in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], True),
        (["tests"], True),
        (["tests/domain"], True),
        (["tests/commons"], False),
        (["tests/commons/test_pure.py::test_url"], False),
        (["tests/commons", "tests/architecture"], False),
        (["tests/commons", "tests/domain/test_rows.py"], True),
        (["tests/commons/../domain"], True),
        (["tests/commons_of_another_kind"], True),
    ],
)
def test_paths_decide_whether_a_database_is_needed(given: list[str], expected: bool, project: Path) -> None:
    options = Namespace(file_or_dir=given)
    assert needs_database(options, started_in=project, root=project) is expected


def test_paths_are_read_from_where_pytest_was_started(project: Path) -> None:
    options = Namespace(file_or_dir=["commons"])
    assert not needs_database(options, started_in=project / "tests", root=project)
    assert needs_database(options, started_in=project, root=project)


@pytest.mark.parametrize("option", ["collectonly", "help", "markers"])
def test_run_that_runs_no_test_needs_no_database(option: str, project: Path) -> None:
    options = Namespace(file_or_dir=[], **{option: True})
    assert not needs_database(options, started_in=project, root=project)
