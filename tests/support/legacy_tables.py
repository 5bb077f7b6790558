"""The legacy tables of the test databases: made once, emptied after tests that commit.

Django makes no tables for unmanaged models and its flush leaves their rows alone, so both are done here.
"""

from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

from tests.support.emptying import delete_rows

DDL = Path(__file__).resolve().parents[2] / "docker" / "mysql"
ACCOUNTS = ("legacy_accounts.sql", "accounts")  # a script and a table that it makes
TENANT = ("legacy_tenant.sql", "confrnce")
CONTROL_ALIASES = {"default", "poseidon", "second"}  # the last is for tests of Django's own rules
REPLICA_SUFFIX = "_RO"


class LegacyDatabases:
    """Those of `aliases` whose database holds legacy tables: `accounts` and every tenant's primary."""

    def __init__(self, aliases: Iterable[str], blocker: DjangoDbBlocker) -> None:
        self._blocker = blocker
        self.aliases = [
            alias for alias in aliases if alias not in CONTROL_ALIASES and not alias.endswith(REPLICA_SUFFIX)
        ]

    def make_tables(self) -> None:
        with self._blocker.unblock():
            for alias in self.aliases:
                make_legacy_tables(alias)

    def empty_tables(self) -> None:
        with self._blocker.unblock():
            for alias in self.aliases:
                empty_legacy_tables(alias)


def make_legacy_tables(alias: str) -> None:
    """Make the legacy tables of `alias`: from the customer's DDL, or from the models where it cannot be read.

    Does nothing when they are there (`--reuse-db`).
    """
    connection = connections[alias]
    script, table = ACCOUNTS if alias == "accounts" else TENANT
    if table in connection.introspection.table_names():
        return
    if connection.vendor != "mysql":
        call_command("make_legacy_tables", database=alias, verbosity=0)
    else:
        _run_script(connection, DDL / script)


def empty_legacy_tables(alias: str) -> None:
    """Delete every row of every legacy table of `alias`."""
    delete_rows(connections[alias], _existing_legacy_tables(connections[alias]))


def _existing_legacy_tables(connection: BaseDatabaseWrapper) -> list[str]:
    unmanaged = {model._meta.db_table for model in apps.get_models() if not model._meta.managed}
    return sorted(unmanaged.intersection(connection.introspection.table_names()))


def _run_script(connection: BaseDatabaseWrapper, path: Path) -> None:
    """Run `path` under an empty `sql_mode`: a customer's dump has zero dates, which strict MySQL refuses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@SESSION.sql_mode")
        (mode,) = cursor.fetchone()
        cursor.execute("SET SESSION sql_mode = ''")
        for statement in connection.ops.prepare_sql_script(path.read_text(encoding="utf-8")):
            cursor.execute(statement)
        cursor.execute("SET SESSION sql_mode = %s", [mode])
