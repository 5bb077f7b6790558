"""Fills the PostgreSQL database: the shared tables, the tenants, and a schema with fifty people for each."""

import django

django.setup()

from datetime import UTC  # noqa: E402 - after setup
from typing import Any  # noqa: E402 - after setup

from django.db import connection as django_connection  # noqa: E402 - after setup

from benchmarks.apps.django_tenants_app.models import Domain, Tenant  # noqa: E402 - after setup
from benchmarks.apps.shared.models import People  # noqa: E402 - after setup
from benchmarks.plan import SCHEMAS, schema_name  # noqa: E402 - after setup
from benchmarks.rows import people  # noqa: E402 - after setup

connection: Any = django_connection  # with django-tenants' own methods


def prepare() -> None:
    """Everything, in a second or two."""
    with connection.schema_editor() as editor:
        editor.create_model(Tenant)
        editor.create_model(Domain)
    names = [schema_name(number) for number in range(SCHEMAS)]
    tenants = Tenant.objects.bulk_create([Tenant(schema_name=name, name=name) for name in names])
    Domain.objects.bulk_create(
        [Domain(domain=f"{t.name}.example", tenant=t, is_primary=True) for t in tenants]
    )
    _fill_first(names[0])
    for name in names[1:]:
        _copy(names[0], name)
    _execute("ANALYZE")


def _fill_first(name: str) -> None:
    _execute(f"CREATE SCHEMA {name}")
    connection.set_schema(name)
    with connection.schema_editor() as editor:
        editor.create_model(People)
    People.objects.bulk_create([People(**_aware(row)) for row in people(name)])
    connection.set_schema_to_public()


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: row[name].replace(tzinfo=UTC) for name in ("created_at", "updated_at")}


def _copy(first: str, name: str) -> None:
    _execute(f"CREATE SCHEMA {name}")
    _execute(f"CREATE TABLE {name}.people (LIKE {first}.people INCLUDING ALL)")
    _execute(f"INSERT INTO {name}.people SELECT * FROM {first}.people")
    _execute(f"UPDATE {name}.people SET external_id = '{name}'")


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


if __name__ == "__main__":
    prepare()
