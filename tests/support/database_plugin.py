"""pytest plugin: a private MariaDB for the run, ready before Django reads its settings.

`POSEIDON_TEST_DATABASE_URL` decides: set by the person who runs the tests, that server is used and none is
started (`mysql://user:password@host:port/`, or `sqlite:///`); unset, this plugin starts a server and sets the
variable, which xdist's workers inherit. Runs that need no database (`tests/commons`, `--collect-only`) get
SQLite and do not wait for a server.
"""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.servers import MariaDB, ServerStartError

VARIABLE = "POSEIDON_TEST_DATABASE_URL"
SQLITE = "sqlite:///"
WITHOUT_DATABASE = ("tests/commons", "tests/architecture")
RUNS_NOTHING = ("collectonly", "help", "version", "markers", "showfixtures", "show_fixtures_per_test")

_story = pytest.StashKey[str]()
_server = pytest.StashKey[MariaDB]()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Choose the database; a wrapper, because pytest-django imports the settings in this same hook."""
    early_config.stash[_story] = _choose_database(early_config)
    return (yield)


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.stash[_story]}"


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(_server, None)
    if server is not None:
        os.environ.pop(VARIABLE, None)
        server.stop()


def _choose_database(config: pytest.Config) -> str:
    given = os.environ.get(VARIABLE)
    if given:
        return f"{given.partition(':')[0]}, as {VARIABLE} says"
    if not needs_database(
        config.known_args_namespace, started_in=config.invocation_params.dir, root=config.rootpath
    ):
        os.environ[VARIABLE] = SQLITE
        return "SQLite, for these tests need no server"
    try:
        server = MariaDB.start()
    except ServerStartError as error:
        raise pytest.UsageError(f"{error} Or set {VARIABLE} (`{SQLITE}` needs no server).") from error
    config.stash[_server] = server
    os.environ[VARIABLE] = server.url
    return f"private MariaDB on {server.host}:{server.port}"


def needs_database(options: argparse.Namespace, *, started_in: Path, root: Path) -> bool:
    """Tell whether the run may touch a database: not when all it was given lies in folders without one."""
    if any(getattr(options, name, False) for name in RUNS_NOTHING):
        return False
    paths = [(started_in / str(given).partition("::")[0]).resolve() for given in options.file_or_dir]
    return not paths or not all(_lies_without_database(path, root=root) for path in paths)


def _lies_without_database(path: Path, *, root: Path) -> bool:
    return any(path.is_relative_to(root / folder) for folder in WITHOUT_DATABASE)
