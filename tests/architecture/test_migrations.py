"""The project's migrations keep the rules of docs/migrations.md, and the rules find what breaks them."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.migration_rules import complaints

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = sorted(ROOT.glob("poseidon/**/migrations/[0-9]*.py"))
UNMANAGED = frozenset(model.__name__.lower() for model in apps.get_models() if not model._meta.managed)

HEAD = "from django.db import migrations, models\n"
GOOD = """
from django.db import migrations


def fill(apps, schema_editor):
    people = apps.get_model("poseidon", "Badge").objects.using(schema_editor.connection.alias)
    for person in people.filter(label="").iterator():
        person.save(using=schema_editor.connection.alias, update_fields=["label"])


class Migration(migrations.Migration):
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, hints={"tables": ["badge"]}, atomic=True),
        migrations.RunSQL(
            "UPDATE badge SET label = '' WHERE label IS NULL",
            reverse_sql=None,  # irreversible: which ones were empty is not kept
            hints={"model_name": "badge"},
        ),
    ]
"""
HINTED = 'hints={"tables": ["badge"]}'
BAD: list[tuple[str, str, str]] = [
    ("no hints", "RunPython(fill, noop, atomic=True)", "hints"),
    ("hints that say nothing", "RunSQL('SELECT 1', '', hints={'note': 'badge'})", "hints"),
    ("no way back", f"RunPython(fill, atomic=True, {HINTED})", "backwards"),
    ("no way back, in SQL", f"RunSQL('SELECT 1', {HINTED})", "backwards"),
    ("none, without a reason", f"RunSQL('SELECT 1', reverse_sql=None, {HINTED})", "backwards"),
    ("atomic left to chance", f"RunPython(fill, noop, {HINTED})", "atomic"),
    ("schema in SQL", f"RunSQL('UPDATE other.badge SET x = 1', '', {HINTED})", "one database"),
    (
        "tables and rows in one",
        f"AddIndex('badge', index), migrations.RunPython(fill, noop, atomic=True, {HINTED})",
        "atomic",
    ),
    ("column taken away", "RemoveField('badge', 'label')", "expand and contract"),
    ("table taken away", "DeleteModel(name='badge')", "expand and contract"),
    ("column renamed", "RenameField('badge', 'label', 'text')", "expand and contract"),
    ("taken away in SQL", f"RunSQL('ALTER TABLE badge DROP COLUMN x', '', {HINTED})", "expand and contract"),
    (
        "column that must be filled",
        "AddField('badge', 'x', models.IntegerField(default=0))",
        "expand and contract",
    ),
]
FUNCTIONS: list[tuple[str, str, str]] = [
    ("live model", "from poseidon.domain.people.models import People", "no live code"),
    ("live service", "from poseidon.domain.people.services import rename_person", "no live code"),
    ("live registry", "from django.apps import apps", "no live code"),
    ("live users", "import django.contrib.auth", "no live code"),
    ("another connection", "from django.db import connections", "one database"),
    ("another tenant", "from poseidon.tenancy.api import tenant_context", "one database"),
    (
        "default database",
        "def fill(apps, e): apps.get_model('p', 'B').objects.filter(x=1).update(x=2)",
        "one database",
    ),
    (
        "written alias",
        "def fill(apps, e): apps.get_model('p', 'B').objects.using('default').all()",
        "one database",
    ),
    ("save on default", "def fill(apps, e): apps.get_model('p', 'B')(x=1).save()", "one database"),
]


def operation(text: str) -> str:
    return f"{HEAD}class Migration(migrations.Migration):\n    operations = [migrations.{text}]\n"


def test_there_are_migrations_to_look_at() -> None:
    assert len(MIGRATIONS) >= 5


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}.{path.stem}")
def test_migration_of_the_project_keeps_the_rules(path: Path) -> None:
    assert complaints(path.read_text(), unmanaged=UNMANAGED) == []


def test_good_example_passes() -> None:
    assert complaints(GOOD) == []


@pytest.mark.parametrize(("name", "text", "rule"), BAD, ids=[row[0] for row in BAD])
def test_bad_operation_breaks_one_rule(name: str, text: str, rule: str) -> None:
    assert {complaint.rule for complaint in complaints(operation(text))} == {rule}


@pytest.mark.parametrize(("name", "text", "rule"), FUNCTIONS, ids=[row[0] for row in FUNCTIONS])
def test_bad_function_breaks_a_rule(name: str, text: str, rule: str) -> None:
    good = operation(f"RunPython(fill, noop, atomic=True, {HINTED})")
    assert complaints(good) == []
    assert rule in {complaint.rule for complaint in complaints(f"{text}\n{good}")}


@pytest.mark.parametrize(
    "text",
    [
        "RemoveField('badge', 'label'),  # contract: nobody reads it since 1.4\n",
        "RemoveField('people', 'label')",
        "AddField('badge', 'x', models.IntegerField(null=True))",
        "AddField('badge', 'x', models.IntegerField(db_default=0))",
        "AddField('people', 'x', models.IntegerField())",
    ],
)
def test_what_the_version_before_can_live_with_passes(text: str) -> None:
    assert complaints(operation(text), unmanaged=frozenset({"people"})) == []


def test_handbook_has_a_section_for_every_rule() -> None:
    page = (ROOT / "docs" / "migrations.md").read_text().lower()
    headings = set(re.findall(r"^### (.+)$", page, re.MULTILINE))
    assert {rule for _, _, rule in [*BAD, *FUNCTIONS]} <= headings
