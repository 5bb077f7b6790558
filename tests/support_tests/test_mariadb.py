"""A private server is private, takes orders, and comes back after a crash."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import MySQLdb
import pytest

from tests.support.servers import MariaDB, ServerStartError
from tests.support.servers.run_directory import run_directory


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDB]:
    with MariaDB.start() as running:
        yield running


@pytest.fixture
def own_server() -> Iterator[MariaDB]:
    with MariaDB.start() as running:
        yield running


def test_server_keeps_to_its_own_port_directory_and_interface(server: MariaDB) -> None:
    [(port, data, bound)] = server.execute("SELECT @@port, @@datadir, @@bind_address")
    assert port == server.port != 3306
    assert Path(data).is_relative_to(run_directory())
    assert bound == "127.0.0.1"


def test_server_speaks_utf8mb4_and_leaves_the_isolation_level_alone(server: MariaDB) -> None:
    assert server.execute("SELECT @@character_set_server, @@tx_isolation") == [("utf8mb4", "REPEATABLE-READ")]


@pytest.mark.parametrize("password", ["", "guess"])
def test_root_is_refused_without_the_password_of_this_server(server: MariaDB, password: str) -> None:
    with pytest.raises(MySQLdb.OperationalError, match="Access denied"):
        server.connect(password=password)


def test_root_is_refused_on_the_socket_without_the_password(server: MariaDB) -> None:
    server.connect(host="localhost", unix_socket=str(server.socket)).close()
    with pytest.raises(MySQLdb.OperationalError, match="Access denied"):
        server.connect(host="localhost", unix_socket=str(server.socket), password="")


def test_password_is_not_in_the_process_list(server: MariaDB) -> None:
    command_line = Path(f"/proc/{server.pid}/cmdline").read_text()
    assert "--no-defaults" in command_line
    assert server.root_password not in command_line


def test_two_servers_share_nothing(server: MariaDB, own_server: MariaDB) -> None:
    own_server.execute("CREATE DATABASE only_here")
    assert own_server.execute("SHOW DATABASES LIKE 'only_here'") == [("only_here",)]
    assert server.execute("SHOW DATABASES LIKE 'only_here'") == []
    assert server.port != own_server.port


def test_options_win_over_the_quick_defaults() -> None:
    with MariaDB.start(options=["--max-connections=17", "--character-set-server=latin1"]) as server:
        assert server.execute("SELECT @@max_connections, @@character_set_server") == [(17, "latin1")]


def test_unknown_option_is_an_error_that_shows_the_log() -> None:
    with pytest.raises(ServerStartError, match="unknown variable 'no-such-option=1'"):
        MariaDB.start(options=["--no-such-option=1"])


def test_load_runs_every_statement_of_a_file(server: MariaDB, tmp_path: Path) -> None:
    script = tmp_path / "script.sql"
    script.write_text(
        "CREATE DATABASE loaded; USE loaded; CREATE TABLE t (name varchar(9));\n"
        "-- a comment; with a semicolon\nINSERT INTO t VALUES ('a;b'), ('🌊');"
    )
    server.load(script)
    assert server.execute("SELECT name FROM t", database="loaded") == [("a;b",), ("🌊",)]


def test_load_raises_at_a_bad_statement_behind_good_ones(server: MariaDB, tmp_path: Path) -> None:
    script = tmp_path / "script.sql"
    script.write_text("SELECT 1; SELECT 2; SELECT * FROM mysql.no_such_table; SELECT 3;")
    with pytest.raises(MySQLdb.ProgrammingError, match="no_such_table"):
        server.load(script)


def test_committed_rows_survive_kill_and_restart_on_the_same_port(own_server: MariaDB) -> None:
    own_server.execute("CREATE TABLE mysql.survivors (id int)")
    own_server.execute("INSERT INTO mysql.survivors VALUES (1), (2)")
    port, first = own_server.port, own_server.pid
    own_server.kill()
    assert own_server.pid is None
    with pytest.raises(MySQLdb.OperationalError):
        own_server.connect()
    own_server.restart()
    assert own_server.execute("SELECT count(*) FROM mysql.survivors") == [(2,)]
    assert own_server.port == port
    assert own_server.pid not in {None, first}


def test_restart_takes_new_options(own_server: MariaDB) -> None:
    own_server.restart(options=["--read-only=1"])
    assert own_server.execute("SELECT @@read_only") == [(1,)]


def test_stop_ends_the_process_and_removes_the_data() -> None:
    server = MariaDB.start()
    pid = server.pid
    assert server.directory.is_dir()
    server.stop()
    server.stop()
    assert not Path(f"/proc/{pid}").exists()
    assert not server.directory.exists()


def test_forked_child_that_exits_leaves_the_server_alone(own_server: MariaDB) -> None:
    child = os.fork()
    if child == 0:
        own_server._stop_at_exit(os.getppid())
        os._exit(0)
    os.waitpid(child, 0)
    assert own_server.execute("SELECT 1") == [(1,)]


def test_start_from_another_thread_is_refused() -> None:
    errors: list[Exception] = []

    def start() -> None:
        try:
            MariaDB.start().stop()
        except RuntimeError as error:
            errors.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "Start mariadbd from the main thread" in str(errors[0])
