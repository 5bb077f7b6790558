"""Makes the older product's tables on SQLite and PostgreSQL, where there is no older product to make them."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.commons.config.parsing import REPLICA_SUFFIX
from poseidon.tenancy.api import database_alias


class Command(BaseCommand):
    """For the demonstration, for tests, and for tenants without the older product.

    Makes what is missing, touches nothing that is there.
    """

    help = "Make the tables of the unmanaged models that live on one SQLite or PostgreSQL database."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """`--database`, which has no default: a guess would make tables in the wrong place."""
        parser.add_argument(
            "--database",
            required=True,
            type=database_alias,
            metavar="ALIAS",
            help="`accounts` or a tenant's name.",
        )

    def handle(self, *_args: Any, database: str, verbosity: int, **_options: Any) -> None:
        """Raises CommandError where the tables are not ours to make."""
        connection = connections[database]
        refuse_foreign_schema(database, connection)
        wanted = legacy_models(database)
        made = make_missing_tables(connection, wanted)
        if verbosity:
            self.stdout.write(f"{database}: {_told(wanted, made)}")


def refuse_foreign_schema(alias: str, connection: BaseDatabaseWrapper) -> None:
    """CommandError on a replica, and on MySQL, whose tables are the older product's."""
    if alias.endswith(REPLICA_SUFFIX):
        raise CommandError(f"{alias} is a replica: tables are made on {alias.removesuffix(REPLICA_SUFFIX)}.")
    if connection.vendor != "mysql":
        return
    if "production" in str(settings.SETTINGS_MODULE or ""):
        raise CommandError("In production the legacy tables are the older product's: nothing was made.")
    raise CommandError(
        f"{alias} is on {connection.vendor}, where legacy tables are the older product's: nothing was "
        "made. For an empty development server load docker/mysql/*.sql instead."
    )


def legacy_models(alias: str) -> list[type[models.Model]]:
    """The unmanaged models that live on `alias`, by table name."""
    unmanaged = (model for model in apps.get_models() if not model._meta.managed)
    here = (model for model in unmanaged if router.allow_migrate_model(alias, model))
    return sorted(here, key=lambda model: model._meta.db_table)


def make_missing_tables(connection: BaseDatabaseWrapper, wanted: list[type[models.Model]]) -> list[str]:
    """Names of the tables that were made; those that exist are left as they are."""
    there = set(connection.introspection.table_names())
    missing = [model for model in wanted if model._meta.db_table not in there]
    if missing:
        with connection.schema_editor() as editor:
            for model in missing:
                editor.create_model(model)
    return [model._meta.db_table for model in missing]


def _told(wanted: list[type[models.Model]], made: list[str]) -> str:
    if not wanted:
        return "no legacy tables live here"
    if not made:
        return "legacy tables are there, nothing made"
    return f"{len(made)} legacy tables made: {', '.join(made)}"
