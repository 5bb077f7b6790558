"""A private PostgreSQL is private, takes orders, and comes back after a crash with what was committed."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.servers.postgresql import PostgreSQL


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    with PostgreSQL.start() as running:
        yield running


def test_server_keeps_to_its_own_port_and_directory(server: PostgreSQL) -> None:
    [(port, data)] = server.execute("SELECT current_setting('port'), current_setting('data_directory')")
    assert int(port) == server.port != 5432
    assert Path(data).is_relative_to(server.directory)
    assert server.directory.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("password", ["", "guess"])
def test_owner_is_refused_without_the_password_of_this_server(server: PostgreSQL, password: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        server.connect(password=password)


def test_password_is_not_in_the_process_list(server: PostgreSQL) -> None:
    assert server.password not in Path(f"/proc/{server.pid}/cmdline").read_text()


def test_what_was_committed_just_before_a_crash_is_there_after_it(server: PostgreSQL) -> None:
    server.execute("CREATE TABLE kept (id int)")
    server.execute("INSERT INTO kept VALUES (1)")
    server.kill()
    assert server.pid is None
    with pytest.raises(psycopg.OperationalError):
        server.connect(connect_timeout=1)
    server.restart()
    assert server.execute("SELECT * FROM kept") == [(1,)]


def test_nothing_is_left_when_it_has_stopped() -> None:
    with PostgreSQL.start() as server:
        directory = server.directory
        assert directory.exists()
    assert (server.pid, directory.exists()) == (None, False)
