"""The table is made on each tenant's primary and nowhere else, and holds any text whatever the database."""

import importlib

import pytest
from django.apps import apps as installed
from django.db import connections, router

from poseidon.domain.changes.models import ChangeRecord
from poseidon.tenancy.api import tenant_context

MIGRATION = importlib.import_module("poseidon.migrations.0002_history")


@pytest.mark.parametrize(
    ("alias", "made"),
    [("TESTCLIENT", True), ("OTHERCLIENT", True), ("TESTCLIENT_RO", False)]
    + [(name, False) for name in ("default", "poseidon", "poseidon_RO", "accounts", "accounts_RO")],
)
def test_table_belongs_on_tenants_primaries_only(alias: str, made: bool) -> None:
    assert router.allow_migrate_model(alias, ChangeRecord) is made
    assert router.allow_migrate(alias, "poseidon", model_name="changerecord") is made


@pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "OTHERCLIENT"])
def test_test_databases_have_it_where_it_belongs() -> None:
    table = ChangeRecord._meta.db_table
    found = set()
    for alias in ("default", "accounts", "TESTCLIENT", "OTHERCLIENT"):
        with tenant_context(None):
            if table in connections[alias].introspection.table_names():
                found.add(alias)
    assert found == {"TESTCLIENT", "OTHERCLIENT"}


@pytest.mark.mysql
@pytest.mark.django_db(databases=["default", "TESTCLIENT"], transaction=True)
def test_latin1_database_gets_columns_for_any_text() -> None:
    """The customer's databases are older than utf8mb4; a name that does not fit would undo its change."""
    connection = connections["TESTCLIENT"]
    with tenant_context("TESTCLIENT"), connection.cursor() as cursor:
        cursor.execute("SELECT @@character_set_database, DATABASE()")
        charset, name = cursor.fetchone()
        cursor.execute(f"ALTER DATABASE `{name}` CHARACTER SET latin1")
        try:
            cursor.execute("CREATE TABLE plain (text varchar(9))")
            with connection.schema_editor() as editor:
                editor.execute("DROP TABLE poseidon_changerecord")
                editor.create_model(ChangeRecord)
            cursor.execute(
                "SELECT table_name, character_set_name FROM information_schema.columns WHERE table_schema = "
                "DATABASE() AND table_name IN ('plain', 'poseidon_changerecord') AND character_set_name > ''"
            )
            assert set(cursor.fetchall()) == {("plain", "latin1"), ("poseidon_changerecord", "utf8mb4")}
        finally:
            cursor.execute("DROP TABLE plain")
            cursor.execute(f"ALTER DATABASE `{name}` CHARACTER SET {charset}")


def test_migration_names_what_the_model_has() -> None:
    (operation,) = MIGRATION.Migration.operations
    assert {index.name for index in operation.options["indexes"]} == {
        index.name for index in installed.get_model("poseidon", "ChangeRecord")._meta.indexes
    }
