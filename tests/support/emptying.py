"""Databases are emptied after a test that commits: only the tables that hold rows, and each database once.

Django's own way deletes from every table through every alias, also where aliases share a database, and makes
all content types and permissions anew each time. Here that is done only where a test has changed those rows.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

MADE_BY_MIGRATE: Final = ("django_content_type", "auth_permission")
_flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # private to Django
_left: Final[dict[tuple[object, ...], list[Any]]] = {}
"""By database, the rows of `MADE_BY_MIGRATE` as migrations or Django's flush left them."""


def install() -> None:
    """Let every Django test case that commits, and with it pytest-django's, clean up in this way."""
    TransactionTestCase._fixture_teardown = _empty_databases  # type: ignore[attr-defined]


def remember(aliases: Iterable[str]) -> None:
    """Notes what `migrate` made in these databases, before a test with other routers makes something else."""
    for alias in aliases:
        connection = connections[alias]
        if connection.vendor == "mysql":
            tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
            _left[database_of(alias)] = _made_by_migrate(connection, tables)


def database_of(alias: str) -> tuple[object, ...]:
    """What tells one database from another: aliases may share one."""
    return tuple(connections[alias].settings_dict[key] for key in ("HOST", "PORT", "NAME"))


def delete_rows(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Delete every row of `tables`, which exist; behind the engine's guards, whatever tenant is entered."""
    filled = _with_rows(connection, tables)
    if not filled:
        return
    checks = connection.vendor == "mysql"
    with transaction.atomic(using=connection.alias), connection.cursor() as guarded:
        cursor = guarded.cursor
        if checks:
            cursor.execute("SET FOREIGN_KEY_CHECKS = 0")
        for table in filled:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        if checks:
            cursor.execute("SET FOREIGN_KEY_CHECKS = 1")


def _with_rows(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> list[str]:
    name = connection.ops.quote_name
    parts = [
        f"SELECT '{table}' FROM (SELECT 1) one WHERE EXISTS (SELECT 1 FROM {name(table)})" for table in tables
    ]
    if not parts:
        return []
    with connection.cursor() as guarded:
        guarded.cursor.execute(" UNION ALL ".join(parts))
        return [table for (table,) in guarded.cursor.fetchall()]


def _empty_databases(case: TransactionTestCase) -> None:
    aliases = {database_of(alias): alias for alias in sorted(case._databases_names(include_mirrors=False))}  # type: ignore[attr-defined]
    plain = case.available_apps is None and not case.serialized_rollback
    if not plain or any(connections[alias].vendor != "mysql" for alias in aliases.values()):
        _left.clear()
        _flush(case)
        return
    for database, alias in aliases.items():
        _empty(database, alias)


def _empty(database: tuple[object, ...], alias: str) -> None:
    connection = connections[alias]
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    if database in _left and _left[database] == _made_by_migrate(connection, tables):
        delete_rows(connection, [table for table in tables if table not in MADE_BY_MIGRATE])
        return
    call_command("flush", verbosity=0, interactive=False, database=alias, reset_sequences=False)
    _left[database] = _made_by_migrate(connection, tables)


def _made_by_migrate(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> list[Any]:
    rows: list[Any] = []
    with connection.cursor() as guarded:
        for table in sorted(set(MADE_BY_MIGRATE).intersection(tables)):
            guarded.cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY id")
            rows += guarded.cursor.fetchall()
    return rows
