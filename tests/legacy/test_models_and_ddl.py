"""The unmanaged models and the older product's tables, as `docker/mysql/*.sql` makes them, are the same."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db import connections, models

from poseidon.domain.people.models import People

DDL = Path(__file__).resolve().parents[2] / "docker" / "mysql"
SCRIPTS = {"TESTCLIENT": "legacy_tenant.sql", "accounts": "legacy_accounts.sql"}
FAMILIES = {
    "AutoField": "int",
    "IntegerField": "int",
    "CharField": "varchar",
    "TextField": "longtext",
    "BooleanField": "tinyint",
    "DateField": "date",
    "DateTimeField": "datetime",
    "DecimalField": "decimal",
}
LEGACY = sorted(
    (model for model in apps.get_app_config("poseidon").get_models() if not model._meta.managed),
    key=lambda model: model._meta.db_table,
)
pytestmark = [pytest.mark.mysql, pytest.mark.django_db(databases=["default", "TESTCLIENT", "accounts"])]


class Column(NamedTuple):
    """What both sides must agree on; `size` is the length, or precision and scale, where the type has one."""

    family: str
    size: Any
    null: bool
    primary_key: bool
    counts_up: bool


def columns_of_model(model: type[models.Model]) -> dict[str, Column]:
    return {field.column: expected(field) for field in model._meta.concrete_fields}


def expected(field: Any) -> Column:
    kind = field.target_field if field.is_relation else field
    if isinstance(kind, models.DecimalField):
        size: Any = (kind.max_digits, kind.decimal_places)
    else:
        size = kind.max_length
    counts_up = isinstance(field, models.AutoField)
    return Column(FAMILIES[kind.get_internal_type()], size, field.null, field.primary_key, counts_up)


def columns_of_table(alias: str, table: str) -> dict[str, Column]:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type, character_maximum_length, numeric_precision, numeric_scale,"
            " is_nullable, column_key, extra FROM information_schema.columns"
            " WHERE table_schema = DATABASE() AND table_name = %s",
            [table],
        )
        return {row[0]: actual(*row[1:]) for row in cursor.fetchall()}


def actual(
    family: str, length: Any, precision: Any, scale: Any, nullable: str, key: str, extra: str
) -> Column:
    sizes = {"varchar": length, "decimal": (precision, scale)}
    return Column(family, sizes.get(family), nullable == "YES", key == "PRI", "auto_increment" in extra)


def alias_of(model: type[models.Model]) -> str:
    return "accounts" if model._meta.db_table == "accounts" else "TESTCLIENT"


def tables_of_script(name: str) -> set[str]:
    return set(re.findall(r"CREATE TABLE `(\w+)`", (DDL / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("model", LEGACY, ids=lambda model: model._meta.db_table)
def test_every_column_of_model_and_table_agrees(model: type[models.Model]) -> None:
    assert columns_of_table(alias_of(model), model._meta.db_table) == columns_of_model(model)


@pytest.mark.parametrize("alias", SCRIPTS)
def test_every_table_of_the_dump_has_a_model_and_every_model_a_table(alias: str) -> None:
    modelled = {model._meta.db_table for model in LEGACY if alias_of(model) == alias}
    assert tables_of_script(SCRIPTS[alias]) == modelled


@pytest.mark.parametrize("model", LEGACY, ids=lambda model: model._meta.db_table)
def test_no_reference_between_legacy_tables_is_a_constraint(model: type[models.Model]) -> None:
    assert not [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and (field.db_constraint or not field.null)
    ]


@pytest.mark.django_db(databases=["default", "TESTCLIENT"], transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        "MODIFY last_name varchar(99) DEFAULT NULL",
        "MODIFY last_name varchar(100) NOT NULL",
        "MODIFY public int DEFAULT NULL",
        "MODIFY pid int NOT NULL",
        "DROP COLUMN phone",
        "ADD COLUMN shoe_size int DEFAULT NULL",
    ],
)
def test_a_table_that_strays_is_noticed(change: str) -> None:
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("CREATE TABLE people_astray LIKE people")
        try:
            assert columns_of_table("TESTCLIENT", "people_astray") == columns_of_model(People)
            cursor.execute(f"ALTER TABLE people_astray {change}")
            assert columns_of_table("TESTCLIENT", "people_astray") != columns_of_model(People)
        finally:
            cursor.execute("DROP TABLE people_astray")
