"""Legacy tables are there in every test, and what a committing test wrote is gone in the next."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.testcases import DatabaseOperationForbidden

EVERYWHERE = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "OTHERCLIENT"])
COMMITTING = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT"], transaction=True)


def count(alias: str, table: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def write_rows() -> None:
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("INSERT INTO cities (cityid, name) VALUES ('BER', 'Berlin')")
    with connections["accounts"].cursor() as cursor:
        acronym = connections["accounts"].ops.quote_name("ACRONYM")
        cursor.execute(f"INSERT INTO accounts ({acronym}) VALUES ('TESTCLIENT')")


@EVERYWHERE
def test_every_database_has_the_legacy_tables_of_its_kind() -> None:
    tenant_tables = {"people", "confrnce", "abstract", "sessn", "rooms", "regist", "cstmflds"}
    for alias in ("TESTCLIENT", "OTHERCLIENT"):
        assert tenant_tables <= set(connections[alias].introspection.table_names())
    assert "accounts" in connections["accounts"].introspection.table_names()
    assert not tenant_tables & set(connections["accounts"].introspection.table_names())


@COMMITTING
def test_flush_of_django_leaves_legacy_rows() -> None:
    write_rows()
    call_command("flush", database="TESTCLIENT", interactive=False, verbosity=0)
    assert count("TESTCLIENT", "cities") == 1


@COMMITTING
@pytest.mark.parametrize("turn", ["first", "second"])
def test_committed_rows_do_not_reach_the_next_test(turn: str) -> None:
    assert count("TESTCLIENT", "cities") == 0
    assert count("accounts", "accounts") == 0
    write_rows()


@EVERYWHERE
@pytest.mark.parametrize("turn", ["first", "second"])
def test_rows_of_an_ordinary_test_are_rolled_back(turn: str) -> None:
    assert count("TESTCLIENT", "cities") == 0
    write_rows()


@COMMITTING
def test_another_thread_finds_the_test_database_of_this_worker() -> None:
    write_rows()
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(count_and_close, "TESTCLIENT", "cities").result() == 1
        assert pool.submit(count_and_close, "accounts", "accounts").result() == 1


def count_and_close(alias: str, table: str) -> int:
    try:
        return count(alias, table)
    finally:
        connections[alias].close()


@pytest.mark.django_db(databases=["TESTCLIENT"])
def test_named_alias_is_open_though_its_replica_was_not_named() -> None:
    assert count("TESTCLIENT", "people") == 0
    assert count("TESTCLIENT_RO", "people") == 0


@pytest.mark.django_db(databases=["TESTCLIENT"])
@pytest.mark.parametrize("alias", ["OTHERCLIENT", "OTHERCLIENT_RO", "accounts", "default"])
def test_alias_that_was_not_named_is_closed(alias: str) -> None:
    with pytest.raises(DatabaseOperationForbidden, match="are not allowed in this test"):
        connections[alias].cursor()


@pytest.mark.django_db
def test_bare_mark_opens_the_control_database_under_all_its_names() -> None:
    assert (
        count("default", "auth_user") == count("poseidon", "auth_user") == count("poseidon_RO", "auth_user")
    )
