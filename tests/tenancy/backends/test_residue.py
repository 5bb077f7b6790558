"""Nothing of one tenant's session reaches the next that borrows the connection."""

from typing import Any

import MySQLdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poseidon.tenancy.backends.mysql.residue import leaves_something
from tests.support.servers import MariaDB
from tests.tenancy.backends.conftest import Wrap, ask, run

# What is done to a session, how it is asked for it, and the answer of one that is clean.
RESIDUES: list[tuple[str, list[str], str, Any]] = [
    ("user variable", ["SET @tenant = 'alpha'"], "SELECT @tenant", None),
    ("user variable in a select", ["SELECT @seen := 7"], "SELECT @seen", None),
    ("sql mode", ["SET SESSION sql_mode = ''"], "SELECT @@session.sql_mode = @@global.sql_mode", 1),
    (
        "isolation level",
        ["SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE"],
        "SELECT @@session.tx_isolation",
        "READ-COMMITTED",
    ),
    ("foreign key checks", ["SET foreign_key_checks = 0"], "SELECT @@session.foreign_key_checks", 1),
    ("time zone", ["SET time_zone = '+05:00'"], "SELECT @@session.time_zone", "SYSTEM"),
    ("character set", ["SET NAMES latin1"], "SELECT @@session.character_set_client", "utf8mb4"),
    ("advisory lock", ["SELECT GET_LOCK('poseidon', 0)"], "SELECT IS_USED_LOCK('poseidon')", None),
    ("lock behind a comment", ["SELECT GET_LOCK/**/('behind', 0)"], "SELECT IS_USED_LOCK('behind')", None),
    ("lock in backquotes", ["SELECT `GET_LOCK`('quoted', 0)"], "SELECT IS_USED_LOCK('quoted')", None),
    ("last insert id behind a comment", ["SELECT LAST_INSERT_ID/**/(8)"], "SELECT LAST_INSERT_ID()", 0),
    ("chained transaction", ["COMMIT AND CHAIN"], "SELECT @@in_transaction", 0),
    ("last insert id", ["SELECT LAST_INSERT_ID(4711)"], "SELECT LAST_INSERT_ID()", 0),
    ("open transaction", ["START TRANSACTION"], "SELECT @@in_transaction", 0),
    ("autocommit", ["SET autocommit = 0"], "SELECT @@session.autocommit", 1),
    ("row limit", ["SET sql_select_limit = 1"], "SELECT @@sql_select_limit > 1000", 1),
    ("another schema", ["USE gamma"], "SELECT name FROM whoami", "beta"),
]


@pytest.mark.parametrize(("_name", "dirty", "question", "clean"), RESIDUES, ids=[row[0] for row in RESIDUES])
def test_raw_shared_connection_would_leak(
    server: MariaDB, _name: str, dirty: list[str], question: str, clean: Any
) -> None:
    raw = MySQLdb.connect(
        host=server.host,
        port=server.port,
        user="root",
        password=server.root_password,
        db="alpha",
        autocommit=True,
    )
    cursor = raw.cursor()
    cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
    if "schema" not in _name:
        raw.select_db("beta")
    for statement in dirty:
        cursor.execute(statement)
    if "schema" not in _name:
        raw.select_db("beta")
    cursor.execute(question)
    assert cursor.fetchone()[0] != clean
    raw.close()


@pytest.mark.parametrize("reset", ["change_user", "select_db"])
@pytest.mark.parametrize(("_name", "dirty", "question", "clean"), RESIDUES, ids=[row[0] for row in RESIDUES])
def test_borrowed_connection_is_clean(
    wrap: Wrap, reset: str, _name: str, dirty: list[str], question: str, clean: Any
) -> None:
    first, second = wrap("alpha", reset=reset), wrap("beta", reset=reset)
    connection_id = ask(first, "SELECT CONNECTION_ID()")
    for statement in dirty:
        run(first, statement)
    first.close()
    assert ask(second, question) == clean
    assert ask(second, "SELECT CONNECTION_ID()") == connection_id, (
        "it must be the same connection to prove it"
    )


@pytest.mark.parametrize("reset", ["change_user", "select_db"])
def test_temporary_table_is_gone(wrap: Wrap, reset: str) -> None:
    first, second = wrap("alpha", reset=reset), wrap("beta", reset=reset)
    run(first, "CREATE TEMPORARY TABLE beta.secret (x int)")
    run(first, "INSERT INTO beta.secret VALUES (1)")
    first.close()
    with pytest.raises(Exception, match="doesn't exist"):
        ask(second, "SELECT x FROM secret")


@pytest.mark.parametrize("reset", ["change_user", "select_db"])
def test_lock_is_free_as_soon_as_the_connection_is_given_back(
    wrap: Wrap, server: MariaDB, reset: str
) -> None:
    first = wrap("alpha", reset=reset)
    assert ask(first, "SELECT GET_LOCK('nightly', 0)") == 1
    first.close()
    assert server.execute("SELECT IS_FREE_LOCK('nightly')")[0][0] == 1


@pytest.mark.parametrize("reset", ["change_user", "select_db"])
def test_uncommitted_work_is_rolled_back(wrap: Wrap, server: MariaDB, reset: str) -> None:
    first = wrap("alpha", reset=reset)
    run(first, "BEGIN")
    run(first, "INSERT INTO whoami VALUES ('lost')")
    first.close()
    assert server.execute("SELECT COUNT(*) FROM alpha.whoami WHERE name = 'lost'")[0][0] == 0


def test_session_soiled_by_a_procedure_call_is_reset(wrap: Wrap, server: MariaDB) -> None:
    server.execute("CREATE OR REPLACE PROCEDURE alpha.stain() SET @stain = 1")
    first, second = wrap("alpha", reset="select_db"), wrap("beta", reset="select_db")
    with first.cursor() as cursor:
        cursor.callproc("stain")
    first.close()
    assert ask(second, "SELECT @stain") is None


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT `people`.`pid` FROM `people` WHERE `people`.`email` = %s",
        "  (SELECT 1) UNION (SELECT 2)",
        "INSERT INTO `people` (`first_name`) VALUES (%s)",
        "UPDATE `people` SET `public` = %s",
        "SELECT @@in_transaction",
        "SAVEPOINT `s1`",
        "SELECT LAST_INSERT_ID()",
    ],
)
def test_everyday_statement_leaves_nothing(sql: str) -> None:
    assert not leaves_something(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SET NAMES latin1",
        "select @a := 1",
        "SELECT 1 INTO @x",
        "SELECT get_lock('a', 1)",
        "select GET_LOCK ('a', 1)",
        "CALL anything()",
        "LOCK TABLES people READ",
        "CREATE TEMPORARY TABLE t (x int)",
        "PREPARE s FROM 'SELECT 1'",
        "BEGIN",
        "start transaction",
        "SELECT 1; SET @x = 1",
        "/* comment */ SET @x = 1",
        "SELECT LAST_INSERT_ID( 7 )",
        "ROLLBACK AND CHAIN",
        b"SET @bytes = 1",
        "XA START 'x'",
        "HANDLER people OPEN",
    ],
)
def test_statement_that_leaves_something_is_noticed(sql: Any) -> None:
    assert leaves_something(sql)


@given(st.text())
def test_any_text_gets_an_answer(sql: str) -> None:
    assert leaves_something(sql) in (True, False)
