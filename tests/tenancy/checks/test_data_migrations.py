"""Operations of migrations that do not say where they belong."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from poseidon.tenancy.checks.data_migrations import check_data_migrations, migrations_on_disk
from tests.tenancy.checks.conftest import ids

HEAD = "from django.db import migrations\nnoop = migrations.RunPython.noop\n"
PYTHON = "migrations.RunPython(noop{})"
SQL = "migrations.RunSQL('SELECT 1'{})"
NESTED = "migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL('SELECT 1'{})])"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty package, importable as `written_migrations`."""
    folder = tmp_path / "written_migrations"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.startswith("written_migrations")]:
        del sys.modules[name]


def write(package: Path, operation: str) -> None:
    body = f"class Migration(migrations.Migration):\n    operations = [{operation}]\n"
    (package / "0001_initial.py").write_text(HEAD + body)


@pytest.mark.parametrize("operation", [PYTHON, SQL, NESTED])
@pytest.mark.parametrize("label", ["poseidon", "tenancy"])
def test_data_migration_without_hints_is_e020(
    package: Path, settings: object, label: str, operation: str
) -> None:
    settings.MIGRATION_MODULES = {label: "written_migrations"}  # type: ignore[attr-defined]
    write(package, operation.format(""))
    (message,) = check_data_migrations(None)
    assert ids([message]) == ["poseidon.E020"]
    assert f"{label}.0001_initial has a Run" in message.msg


@pytest.mark.parametrize("operation", [PYTHON, SQL, NESTED])
@pytest.mark.parametrize("hints", ["{'tables': ['people']}", "{'model_name': 'people'}", "{'model': object}"])
def test_data_migration_with_hints_is_silent(
    package: Path, settings: object, operation: str, hints: str
) -> None:
    settings.MIGRATION_MODULES = {"poseidon": "written_migrations"}  # type: ignore[attr-defined]
    write(package, operation.format(f", hints={hints}"))
    assert check_data_migrations(None) == []


def test_foreign_application_is_flagged_only_where_routing_would_refuse(
    package: Path, settings: object
) -> None:
    write(package, PYTHON.format(""))
    settings.MIGRATION_MODULES = {"auth": "written_migrations"}  # type: ignore[attr-defined]
    assert check_data_migrations(None) == []
    settings.MIGRATION_MODULES = {"testapp": "written_migrations"}  # type: ignore[attr-defined]
    assert ids(check_data_migrations(None)) == ["poseidon.E020"]


def test_only_the_applications_asked_for_are_looked_at(package: Path, settings: object) -> None:
    write(package, PYTHON.format(""))
    settings.MIGRATION_MODULES = {"poseidon": "written_migrations"}  # type: ignore[attr-defined]
    assert check_data_migrations([apps.get_app_config("auth")]) == []


def test_every_installed_application_is_read() -> None:
    labels = {migration.app_label for migration in migrations_on_disk()}
    assert {"poseidon", "tenancy", "auth", "sessions"} <= labels
