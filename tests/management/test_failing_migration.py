"""What a migration that fails in the middle leaves in a tenant's database, and what its second run meets."""

from typing import Any

import pytest
from django.db import connections, migrations, models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.utils import OperationalError

ALIAS, TABLE = "TESTCLIENT", "testapp_author"
pytestmark = [pytest.mark.mysql, pytest.mark.django_db(databases=["default", ALIAS], transaction=True)]


class StoppedError(Exception):
    """What came in between."""


def write_and_stop(apps: Any, schema_editor: Any) -> None:
    authors = apps.get_model("testapp", "Author").objects.using(schema_editor.connection.alias)
    authors.create(name="half")
    raise StoppedError


STOPS = migrations.RunPython(write_and_stop, hints={"model_name": "author"}, atomic=True)
ADDS = migrations.AddField("author", "extra", models.IntegerField(null=True))


def migrate(*operations: Any) -> None:
    """As `migrate` runs one migration on the tenant's database."""
    migration = Migration("failing", "testapp")
    migration.operations = list(operations)
    connection = connections[ALIAS]
    state = MigrationLoader(connection).project_state()
    with connection.schema_editor(atomic=migration.atomic) as editor:
        migration.apply(state, editor)


def columns() -> set[str]:
    with connections[ALIAS].cursor() as cursor:
        return {
            column.name for column in connections[ALIAS].introspection.get_table_description(cursor, TABLE)
        }


def rows() -> int:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {TABLE}")
        return int(cursor.fetchone()[0])


def test_change_of_a_table_stays_and_the_second_run_fails_on_it() -> None:
    try:
        with pytest.raises(StoppedError):
            migrate(ADDS, STOPS)
        assert "extra" in columns()
        with pytest.raises(OperationalError, match="1060"):
            migrate(ADDS, STOPS)
    finally:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN extra")


def test_rows_alone_are_undone_and_may_be_tried_again() -> None:
    for _ in range(2):
        with pytest.raises(StoppedError):
            migrate(STOPS)
        assert rows() == 0
