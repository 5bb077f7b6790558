"""Operations of migrations that do not say where they belong."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from poseidon.tenancy.checks.subjects import PROJECT, AppConfigs
from poseidon.tenancy.errors import UnhintedMigrationError
from poseidon.tenancy.routing.migrations import CONTROL, belongs


def check_data_migrations(app_configs: AppConfigs, **_: Any) -> list[CheckMessage]:
    """E020: RunPython or RunSQL without hints, in the project's own migrations or where routing refuses."""
    labels = None if app_configs is None else {config.label for config in app_configs}
    return [
        Error(
            f"Migration {migration.app_label}.{migration.name} has a {type(operation).__name__} that does "
            "not say on which databases it belongs.",
            hint='Give it hints={"model": Model} or hints={"tables": ["table"]}, and use '
            "schema_editor.connection.alias inside it.",
            id="poseidon.E020",
        )
        for migration in migrations_on_disk()
        if labels is None or migration.app_label in labels
        for operation in data_operations(migration.operations)
        if not _is_hinted(migration.app_label, operation.hints)
    ]


def migrations_on_disk() -> list[Migration]:
    """Every migration of every installed application, by name; no database is asked which were applied."""
    loaded = MigrationLoader(None, ignore_no_migrations=True, load=False)
    loaded.load_disk()
    return [migration for _, migration in sorted(loaded.disk_migrations.items())]


def data_operations(operations: Iterable[Operation]) -> Iterator[Any]:
    """The RunPython and RunSQL among `operations`, those inside SeparateDatabaseAndState included."""
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from data_operations(operation.database_operations)
        elif isinstance(operation, (RunPython, RunSQL)):
            yield operation


def _is_hinted(app_label: str, hints: dict[str, Any]) -> bool:
    if {"model", "model_name", "tables"} & hints.keys():
        return True
    if any(config.label == app_label and _is_ours(config.name) for config in apps.get_app_configs()):
        return False
    try:
        belongs(CONTROL, app_label, None, hints)
    except UnhintedMigrationError:
        return False
    return True


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] == PROJECT
