"""SQL that names what does not live in the database it runs on, whoever wrote it."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.db.models.expressions import RawSQL

from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.api import CrossTenantError, WrongDatabaseError, tenant_context
from poseidon.tenancy.raw_sql import Table, facts_of, glance_at_tables, read_tables, refuse_foreign_tables
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.tenancy.unguarded import unguarded_statements
from tests.testapp.models import Author, Shelf

DATABASES = [*TENANT_DATABASES, "accounts"]
pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("rows")]
committed = pytest.mark.django_db(databases=DATABASES, transaction=True)


def run(alias: str, sql: str, params: Any = None) -> list[Any]:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall() or ())


@pytest.fixture
def their_schema() -> str:
    if connections[OTHER].vendor != "mysql":
        pytest.skip("SQLite has no schemas beside each other")
    return str(connections[OTHER].settings_dict["NAME"])


# -- cursors of another tenant

CURSOR_USES: dict[str, Callable[[Any], Any]] = {
    "execute": lambda cursor: cursor.execute("SELECT name FROM testapp_author"),
    "execute without tables": lambda cursor: cursor.execute("SELECT 1"),
    "executemany": lambda cursor: cursor.executemany("UPDATE testapp_author SET name = %s", [("x",)]),
}


@pytest.mark.parametrize("use", CURSOR_USES.values(), ids=CURSOR_USES)
def test_a_cursor_on_another_tenant_s_database_is_refused(use: Any) -> None:
    with tenant_context(OURS):
        with unguarded_statements(OTHER), connections[OTHER].cursor() as cursor:
            use(cursor)  # the leak
        with (
            pytest.raises(CrossTenantError, match=f"{OTHER}.*{OURS}"),
            connections[OTHER].cursor() as cursor,
        ):
            use(cursor)


def test_a_cursor_that_names_its_database_needs_no_context() -> None:
    assert run(OTHER, "SELECT name FROM testapp_author") == [("Bea",)]
    with tenant_context(OURS):
        assert len(run(OURS, "SELECT name FROM testapp_author")) == 2
        assert run("default", "SELECT 1") == [(1,)]


# -- other schemas


@committed
@pytest.mark.mysql
def test_with_the_guard_off_sql_reads_the_schema_next_door(their_schema: str, settings: Any) -> None:
    settings.TENANCY_RAW_SQL = "off"
    with tenant_context(OURS):
        assert run(OURS, f"SELECT name FROM {their_schema}.testapp_author") == [("Bea",)]


@pytest.mark.mysql
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT name FROM {their}.testapp_author",
        "SELECT name FROM `{their}` . `testapp_author`",
        "  (SELECT name FROM {their}.testapp_author)",
        "/* report */ SELECT name FROM {their}.testapp_author",
        "-- report\nSELECT name FROM {their}.testapp_author",
        "# report\nSELECT name FROM {their}.testapp_author",
        "SELECT 1 /*! UNION SELECT name FROM {their}.testapp_author */",
        "SELECT 1 /*!50000 UNION SELECT name FROM {their}.testapp_author */",
        "SELECT 1 /*M! UNION SELECT name FROM {their}.testapp_author */",
        "SELECT a.name FROM testapp_author a, {their}.testapp_author b",
        "SELECT a.name FROM testapp_author a JOIN {their}.testapp_author b ON a.id = b.id",
        "SELECT name FROM testapp_author WHERE id IN (SELECT id FROM {their}.testapp_author)",
        "SELECT (SELECT max(name) FROM {their}.testapp_author)",
        "SELECT name FROM testapp_author UNION ALL SELECT name FROM {their}.testapp_author",
        "WITH a AS (SELECT * FROM {their}.testapp_author) SELECT name FROM a",
        "INSERT INTO testapp_author (name, `rank`) SELECT name, 0 FROM {their}.testapp_author",
        "INSERT INTO {their}.testapp_author (name, `rank`) VALUES ('x', 0)",
        "REPLACE INTO {their}.testapp_author (id, name, `rank`) VALUES (1, 'x', 0)",
        "UPDATE {their}.testapp_author SET name = 'x'",
        "UPDATE testapp_author a JOIN {their}.testapp_author b ON a.id = b.id SET b.name = 'x'",
        "DELETE FROM {their}.testapp_author",
        "DELETE a FROM {their}.testapp_author a",
        "TRUNCATE TABLE {their}.testapp_author",
        "CREATE TABLE stolen AS SELECT * FROM {their}.testapp_author",
        "CREATE VIEW stolen AS SELECT * FROM {their}.testapp_author",
        "DROP TABLE {their}.testapp_author",
        "ALTER TABLE {their}.testapp_author ADD COLUMN x int",
        "RENAME TABLE testapp_author TO {their}.stolen",
        "USE {their}",
        "use `{their}`",
        "EXPLAIN SELECT * FROM {their}.testapp_author",
        "EXPLAIN FORMAT=JSON SELECT * FROM {their}.testapp_author",
        "ANALYZE SELECT * FROM {their}.testapp_author",
        "SELECT 1; SELECT name FROM {their}.testapp_author",
        "SELECT name FROM {their}.testapp_author WHERE name LIKE '100%%' AND id = %s",
    ],
)
def test_sql_that_names_another_schema_is_refused(sql: str, their_schema: str) -> None:
    statement = sql.format(their=their_schema)
    with tenant_context(OURS), pytest.raises(WrongDatabaseError, match=f"(?s){their_schema}.*{OURS}"):
        run(OURS, statement, [1] if "%s" in statement else None)


@pytest.mark.mysql
def test_bytes_are_read_as_text_is(their_schema: str) -> None:
    with tenant_context(OURS), pytest.raises(WrongDatabaseError):
        run(OURS, f"SELECT name FROM {their_schema}.testapp_author".encode())  # type: ignore[arg-type]


@pytest.mark.mysql
def test_the_orm_s_own_doors_to_raw_sql_are_held_to_it(their_schema: str) -> None:
    theirs = f"{their_schema}.testapp_author"
    with tenant_context(OURS):
        for rows in (
            Author.objects.raw(f"SELECT * FROM {theirs}"),
            Author.objects.annotate(x=RawSQL(f"SELECT max(id) FROM {theirs}", [])),
            Author.objects.extra(select={"x": f"SELECT max(id) FROM {theirs}"}),
            Author.objects.extra(where=[f"id IN (SELECT id FROM {theirs})"]),
        ):
            with pytest.raises(WrongDatabaseError, match=their_schema):
                list(rows)


@pytest.mark.mysql
def test_one_s_own_schema_and_the_server_s_may_be_named(their_schema: str) -> None:
    own = connections[OURS].settings_dict["NAME"]
    with tenant_context(OURS):
        assert len(run(OURS, f"SELECT name FROM {own}.testapp_author")) == 2
        assert run(OURS, "SELECT count(*) FROM information_schema.tables WHERE table_schema = database()")
        assert "testapp_author" in connections[OURS].introspection.table_names()


# -- tables of other databases


def test_a_table_that_lives_elsewhere_is_refused_by_name() -> None:
    with tenant_context(OURS):
        with pytest.raises(
            WrongDatabaseError, match=r"'accounts' lives in database 'accounts'.*'TESTCLIENT'"
        ):
            run(OURS, "SELECT ACRONYM FROM accounts")
        with pytest.raises(WrongDatabaseError, match=r"'testapp_author' lives in the tenants' databases"):
            run("accounts", "SELECT name FROM testapp_author")
        with pytest.raises(WrongDatabaseError, match="'testapp_shelf' lives in the shared databases"):
            run(OURS, "SELECT name FROM testapp_shelf")
        with pytest.raises(WrongDatabaseError, match="auth_user"):
            run(OURS, "UPDATE auth_user SET is_superuser = 1")


def test_a_joined_or_nested_table_that_lives_elsewhere_is_refused() -> None:
    for sql in (
        "SELECT a.id FROM testapp_author a, auth_user u",
        "SELECT id FROM testapp_author WHERE id IN (SELECT id FROM auth_user)",
        "DELETE FROM testapp_author WHERE EXISTS (SELECT 1 FROM accounts)",
    ):
        with tenant_context(OURS), pytest.raises(WrongDatabaseError):
            run(OURS, sql)


def test_django_s_own_sub_query_on_a_shared_database_is_refused_when_it_runs() -> None:
    """The outer query is Django's, the inner too: only the statement shows the mistake."""
    mixed = Accounts.objects.using("accounts").filter(pk__in=Shelf.objects.values("name"))
    mixed.query.get_compiler("accounts").as_sql()
    with tenant_context(OURS), pytest.raises(WrongDatabaseError):
        list(Author.objects.filter(name__in=Accounts.objects.values("pk")))


def test_names_that_are_no_tables_do_no_harm() -> None:
    with tenant_context(OURS):
        run(OURS, "SELECT name AS auth_user FROM testapp_author")
        Author.objects.filter(books__title="x").explain()
        run(OURS, "SELECT 'from auth_user' FROM testapp_author")
        run(OURS, "SELECT auth_user.name FROM testapp_author auth_user")
        run(OURS, "WITH auth_user AS (SELECT 1 AS id) SELECT id FROM auth_user")
        run(OURS, "SELECT name FROM testapp_author WHERE name = %s", ["SELECT * FROM auth_user"])
        Author.objects.filter(name__in=["a", "b", "c"]).count()


def test_a_migration_may_drop_what_lives_elsewhere_by_now() -> None:
    for sql in ("DROP TABLE accounts", "ALTER TABLE auth_user ADD x int"):
        refuse_foreign_tables(sql, facts_of(sql), connections[OURS])
    with pytest.raises(WrongDatabaseError):
        refuse_foreign_tables("DELETE FROM accounts", facts_of("DELETE FROM accounts"), connections[OURS])


# -- production: a glance and a warning


@pytest.fixture
def logged(settings: Any, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    settings.TENANCY_RAW_SQL = "log"
    caplog.set_level(logging.WARNING, logger="poseidon.tenancy.raw_sql")
    return caplog


@committed
@pytest.mark.mysql
def test_in_production_another_schema_is_logged_and_runs(their_schema: str, logged: Any) -> None:
    with tenant_context(OURS):
        assert run(OURS, f"SELECT name FROM {their_schema}.testapp_author") == [("Bea",)]
        assert run(OURS, f"SELECT name FROM `{their_schema}`.`testapp_author`") == [("Bea",)]
    first, second = logged.records
    assert f"{their_schema}.testapp_author" in first.getMessage() == second.getMessage()
    assert first.alias == OURS


def test_in_production_ordinary_statements_log_nothing(logged: Any) -> None:
    with tenant_context(OURS):
        assert Author.objects.filter(books__tags__label="x").count() == 0
        Author.objects.update(rank=1)
    assert list(Shelf.objects.all()) == []
    assert logged.records == []


# -- reading


@pytest.mark.parametrize(
    ("sql", "writes"),
    [
        ("SELECT 1", False),
        ("insert into a values (1)", True),
        ("\n\t ( DELETE FROM a)", True),
        ("/* who */ UPDATE a SET b = 1", True),
        ("/* who */ -- why\n/* what */ UPDATE a SET b = 1", True),
        ("# why\nREPLACE INTO a VALUES (1)", True),
        ("WITH x AS (SELECT 1) DELETE FROM a WHERE id IN (SELECT * FROM x)", True),
        ("WITH x AS (SELECT 1) SELECT * FROM x", False),
        ("SELECT 1; DELETE FROM a", True),
        ("SELECT '; nothing'", False),
        ("EXPLAIN DELETE FROM a", False),
        ("SAVEPOINT a", False),
        ("SET autocommit = 0", False),
        ("", False),
        (b"DELETE FROM a", True),
        ("updates", False),
    ],
)
def test_whether_a_statement_writes(sql: Any, writes: bool) -> None:
    assert facts_of(sql).writes is writes


def test_what_transactions_and_sessions_say_names_no_tables() -> None:
    for sql in (
        "SAVEPOINT s",
        "ROLLBACK",
        "SET NAMES utf8mb4",
        "SHOW STATUS",
        "GRANT SELECT ON a.* TO b",
        "PRAGMA x",
    ):
        assert not facts_of(sql).names_tables


def test_tables_are_read_as_the_server_reads_them_and_glanced_at_quickly() -> None:
    sql = "SELECT * FROM a JOIN `b-c`.`d` ON 1 = 1 WHERE x IN (SELECT y FROM e.f)"
    tables = {Table("", "a"), Table("b-c", "d"), Table("e", "f")}
    assert set(read_tables(sql, "mysql")) == set(glance_at_tables(sql)) == tables
    assert read_tables("not SQL at all (", "mysql") == []
