"""What the last tenant's statement has left on a connection that only changed its schema."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError

from poseidon.tenancy.backends.mysql.base import DatabaseWrapper
from poseidon.tenancy.backends.mysql.residue import asks_about_before
from poseidon.tenancy.errors import LeftoverError
from poseidon.tenancy.guards import guard_statement
from tests.support.servers import MariaDB
from tests.tenancy.backends.conftest import Wrap, ask, run

INSERT = "INSERT INTO counted (word) VALUES ('alpha only')"
# What the first tenant does, how the second asks, and what it learns without the guard.
LEFTOVERS: list[tuple[str, str, str, str]] = [
    ("key", INSERT, "SELECT LAST_INSERT_ID()", "7"),
    ("key by its variable", INSERT, "SELECT @@last_insert_id", "7"),
    ("key by its other variable", INSERT, "SELECT @@session.identity", "7"),
    ("number of rows", "SELECT * FROM counted", "SELECT FOUND_ROWS()", "3"),
    ("warnings", "SELECT CAST('geheim' AS INT)", "SHOW WARNINGS", "geheim"),
    ("number of warnings", "SELECT CAST('geheim' AS INT)", "SHOW COUNT(*) WARNINGS", "1"),
    ("number of warnings by its variable", "SELECT CAST('geheim' AS INT)", "SELECT @@warning_count", "1"),
    ("errors", "INSERT INTO counted (word) VALUES ('geheim')", "SHOW ERRORS", "geheim"),
]


@pytest.fixture
def counted(server: MariaDB) -> Iterator[None]:
    """Three rows in alpha, the next of which is the seventh; none in beta."""
    for schema in ("alpha", "beta"):
        server.execute(
            f"CREATE OR REPLACE TABLE {schema}.counted (id int AUTO_INCREMENT PRIMARY KEY, "
            "word varchar(20) UNIQUE) AUTO_INCREMENT = 4"
        )
    server.execute("INSERT INTO alpha.counted (word) VALUES ('one'), ('two'), ('geheim')")
    yield
    for schema in ("alpha", "beta"):
        server.execute(f"DROP TABLE {schema}.counted")


def after(wrap: Wrap, done: str, *, reset: str, guarded: bool) -> DatabaseWrapper:
    """Beta's wrapper, on the connection on which alpha has just `done` something."""
    first, second = wrap("alpha", reset=reset), wrap("beta", reset=reset)
    with suppress(IntegrityError):
        run(first, done)
    first.close()
    if guarded:
        second.execute_wrappers.append(guard_statement)
    return second


def rows(wrapper: DatabaseWrapper, sql: str) -> str:
    with wrapper.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchall())


@pytest.mark.parametrize(("name", "done", "asked", "learnt"), LEFTOVERS, ids=[row[0] for row in LEFTOVERS])
def test_change_of_schema_leaves_it_readable_and_the_guard_refuses(
    wrap: Wrap, counted: None, name: str, done: str, asked: str, learnt: str
) -> None:
    assert learnt in rows(after(wrap, done, reset="select_db", guarded=False), asked), "the leak"
    close_all(wrap)
    second = after(wrap, done.replace("alpha only", "again"), reset="select_db", guarded=True)
    with pytest.raises(LeftoverError, match=r"'BETA'.*cursor\.lastrowid.*change_user"):
        rows(second, asked)
    assert ask(second, "SELECT name FROM whoami") == "beta", "the connection goes on"


@pytest.mark.parametrize(("name", "done", "asked", "learnt"), LEFTOVERS, ids=[row[0] for row in LEFTOVERS])
def test_full_reset_clears_it_or_the_guard_refuses(
    wrap: Wrap, counted: None, name: str, done: str, asked: str, learnt: str
) -> None:
    second = after(wrap, done, reset="change_user", guarded=True)
    if "FOUND_ROWS" in asked:  # which MariaDB does not clear
        with pytest.raises(LeftoverError):
            rows(second, asked)
    else:
        assert learnt not in rows(second, asked)


def test_number_of_rows_changed_is_cleared_by_the_change_itself_and_refused_all_the_same(
    wrap: Wrap, counted: None
) -> None:
    done = "UPDATE counted SET word = CONCAT(word, '!')"
    assert rows(after(wrap, done, reset="select_db", guarded=False), "SELECT ROW_COUNT()") == "((0,),)"
    close_all(wrap)
    with pytest.raises(LeftoverError):
        rows(after(wrap, done, reset="select_db", guarded=True), "SELECT ROW_COUNT()")


def test_after_a_write_of_one_s_own_it_may_be_asked_until_the_connection_is_given_back(
    wrap: Wrap, counted: None
) -> None:
    second = after(wrap, INSERT, reset="select_db", guarded=True)
    run(second, "INSERT INTO counted (word) VALUES ('ours')")
    assert ask(second, "SELECT LAST_INSERT_ID()") == 4
    second.close()
    with pytest.raises(LeftoverError):
        ask(second, "SELECT LAST_INSERT_ID()")


def test_write_that_itself_uses_the_last_key_is_refused(wrap: Wrap, counted: None) -> None:
    second = after(wrap, INSERT, reset="select_db", guarded=True)
    with pytest.raises(LeftoverError):
        run(second, "INSERT INTO counted (word) VALUES (LAST_INSERT_ID())")


def test_driver_s_own_answers_are_never_another_s(wrap: Wrap, counted: None) -> None:
    second = after(wrap, INSERT, reset="select_db", guarded=True)
    with second.cursor() as cursor:
        cursor.execute("INSERT INTO counted (word) VALUES ('ours')")
        assert (cursor.lastrowid, cursor.rowcount) == (4, 1)


@pytest.mark.parametrize(
    "sql",
    [
        "select last_insert_id ( )",
        "SELECT `LAST_INSERT_ID`/* why */()",
        "SELECT ROW_COUNT()",
        "SELECT @@GLOBAL.warning_count, @@`identity`",
        "show  warnings limit 1",
        "SHOW /* all */ ERRORS",
        "GET CURRENT DIAGNOSTICS @n = NUMBER",
        b"SELECT FOUND_ROWS()",
    ],
)
def test_question_about_the_statement_before_is_noticed(sql: Any) -> None:
    assert asks_about_before(sql, "select_db")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT row_count, found_rows, last_insert_id FROM figures",
        "UPDATE sequences SET next = LAST_INSERT_ID(next + 1)",
        "SELECT @@session.identity_check",
        "SELECT get_it, warnings FROM shows",
        "SHOW TABLES",
    ],
)
def test_other_statements_are_not(sql: str) -> None:
    assert not asks_about_before(sql, "select_db")


def close_all(wrap: Wrap) -> None:
    """So that the next two share a connection that nobody has used."""
    from poseidon.tenancy.backends.mysql.pool import close_pools

    close_pools()
