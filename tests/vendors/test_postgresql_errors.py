"""Errors of a real PostgreSQL, by the numbers that the engine knows; and what its probe makes of them."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import pytest

from poseidon.tenancy.availability import links
from poseidon.tenancy.availability.probe_postgresql import probe
from poseidon.tenancy.driver_errors import ACCESS_DENIED, code_of, is_connection_lost, is_lost
from tests.support.servers.postgresql import PostgreSQL

UNKNOWN_DATABASE, DEADLOCK = 1049, 1213


def error_of(action: Callable[[], Any]) -> psycopg.Error:
    with pytest.raises(psycopg.Error) as caught:
        action()
    return caught.value


def parameters(server: PostgreSQL, **others: Any) -> dict[str, Any]:
    asked = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    return {**asked, "dbname": "postgres", **others}


@pytest.mark.parametrize("wrong", [{"password": "guess"}, {"user": "nobody"}])
def test_access_denied_is_no_loss(postgres: PostgreSQL, wrong: dict[str, str]) -> None:
    error = error_of(lambda: postgres.connect(**wrong))
    assert (code_of(error), is_lost(error)) == (ACCESS_DENIED, False)
    assert probe(parameters(postgres, **wrong), replica=False) is None


def test_unknown_database_is_no_loss(postgres: PostgreSQL) -> None:
    error = error_of(lambda: postgres.connect(database="nosuch"))
    assert (code_of(error), is_lost(error)) == (UNKNOWN_DATABASE, False)
    assert probe(parameters(postgres, dbname="nosuch"), replica=True) is None


def test_server_that_is_not_there_is_lost(postgres: PostgreSQL) -> None:
    assert is_lost(error_of(lambda: postgres.connect(port=1)))
    fault: Any = probe(parameters(postgres, port=1), replica=False)
    assert fault.gone


def test_connection_that_was_ended_is_lost(postgres: PostgreSQL) -> None:
    with suppress(psycopg.Error), postgres.connect() as connection:
        postgres.execute(f"SELECT pg_terminate_backend({connection.info.backend_pid}, 5000)")
        assert is_connection_lost(error_of(lambda: connection.execute("SELECT 1")))
        assert is_connection_lost(error_of(lambda: connection.execute("SELECT 1")))


def test_full_server_is_out_of_reach_but_ends_no_connection(postgres: PostgreSQL) -> None:
    postgres.execute("CREATE ROLE guest LOGIN PASSWORD 'guest' CONNECTION LIMIT 0")
    error = error_of(lambda: postgres.connect(user="guest", password="guest"))
    assert (is_lost(error), is_connection_lost(error)) == (True, False)


@pytest.mark.parametrize("sql", ["SELECT nothing", "SELECT 1/0"])
def test_what_was_asked_wrongly_is_no_loss(postgres: PostgreSQL, sql: str) -> None:
    assert code_of(error_of(lambda: postgres.execute(sql))) is None


def test_lock_that_is_not_to_be_had_is_known(postgres: PostgreSQL) -> None:
    postgres.execute("CREATE TABLE IF NOT EXISTS locked (id int)")
    with postgres.connect(autocommit=False) as holder, postgres.connect() as other:
        holder.execute("LOCK TABLE locked")
        other.execute("SET lock_timeout = '20ms'")
        assert code_of(error_of(lambda: other.execute("SELECT * FROM locked"))) == 1205
        holder.rollback()


def test_whoever_waits_for_a_server_that_is_given_up_is_told(postgres: PostgreSQL) -> None:
    with suppress(psycopg.Error), postgres.connect() as connection:
        links.note("given up", connection)
        cut = threading.Timer(0.2, links.cut, ["given up"])
        cut.start()
        assert is_connection_lost(error_of(lambda: connection.execute("SELECT pg_sleep(30)")))
        cut.join()


def test_fit_server_is_fit(postgres: PostgreSQL) -> None:
    assert probe(parameters(postgres), replica=False) is None
    assert probe(parameters(postgres), replica=True) is None
