"""Reads SQL text for what it writes and which tables it names.

Every statement passes here, the ORM's and third-party code's included; what was read of a statement is
remembered. `TENANCY_RAW_SQL` says what happens to a statement that names a table or a schema that
does not belong to the database it runs on: "refuse" (development and tests; sqlglot reads it properly) or
"log" (production; a quick pattern, a warning, a few microseconds once a statement).
"""

import logging
import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

import sqlglot
from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from sqlglot import exp

from poseidon.tenancy.context import CURRENT_TENANT
from poseidon.tenancy.errors import WrongDatabaseError
from poseidon.tenancy.registry import family, tenant_of
from poseidon.tenancy.routing.homes import home_of

logger = logging.getLogger(__name__)

_WRITES: Final = ("INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE", "LOAD")
_READ_AND_WRITTEN: Final = (*_WRITES, "SELECT", "WITH", "(")
_TABLE: Final = re.compile(
    r"\b(?:from|join|into|update|table)\s+[`\"]?(\w+)[`\"]?(?:\s*\.\s*[`\"]?(\w+)[`\"]?)?", re.IGNORECASE
)
_PLACEHOLDERS: Final = re.compile(r"%\(\w+\)s|%s")
_LISTS: Final = re.compile(r"\(\s*%s(?:\s*,\s*%s)+\s*\)")
_SYSTEM_SCHEMAS: Final = frozenset(("information_schema", "performance_schema", "sys", "mysql"))


class Facts(NamedTuple):
    """Of one statement: whether it writes rows, and whether it is of a kind that names tables."""

    writes: bool
    names_tables: bool


class Table(NamedTuple):
    """A table as a statement names it; `schema` is empty where it is not qualified."""

    schema: str
    name: str


@lru_cache(maxsize=4096)
def facts_of(sql: Any) -> Facts:
    """What the guards need to know of `sql`."""
    start = str(sql).lstrip().lstrip("(")[:8].upper()
    return Facts(start.startswith(_WRITES), start.startswith(_READ_AND_WRITTEN))


def refuse_foreign_tables(sql: Any, facts: Facts, wrapper: BaseDatabaseWrapper) -> None:
    """WrongDatabaseError (or a warning, see the module) where `sql` names what lives elsewhere."""
    mode = settings.TENANCY_RAW_SQL
    if mode == "off" or not facts.names_tables or not apps.ready:
        return
    refuse = mode == "refuse"
    text = _LISTS.sub("(%s)", str(sql)) if refuse else str(sql)
    problem = _foreign_table(text, wrapper.alias, str(wrapper.settings_dict["NAME"]), wrapper.vendor, refuse)
    if problem is None:
        return
    table, lives = problem
    error = WrongDatabaseError(f"Table {table!r}", lives=lives, asked=wrapper.alias)
    if refuse:
        raise error
    logger.warning("%s", error, extra={"alias": wrapper.alias})


@lru_cache(maxsize=4096)
def _foreign_table(
    sql: str, alias: str, schema: str, vendor: str, thoroughly: bool
) -> tuple[str, str] | None:
    """The first table of `sql` that does not live in `alias`, and where it lives."""
    for table in read_tables(sql, vendor) if thoroughly else glance_at_tables(sql):
        named = table.schema.lower()
        if named and named not in _SYSTEM_SCHEMAS and named not in (schema.lower(), "main"):
            return f"{table.schema}.{table.name}", f"schema {table.schema!r}"
        homes = _homes_of_tables().get(table.name.lower())
        if homes and not named and not any(_lives_here(home, alias) for home in homes):
            return table.name, " or ".join(sorted(map(_told, homes)))
    return None


def _lives_here(home: str, alias: str) -> bool:
    if home == CURRENT_TENANT:
        return tenant_of(alias) is not None
    return family(alias) == family(home)


def _told(home: str) -> str:
    return "the tenants' databases" if home == CURRENT_TENANT else f"database {home!r}"


@lru_cache(maxsize=1)
def _homes_of_tables() -> dict[str, frozenset[str]]:
    """Table name to the databases in which installed models keep a table of that name."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        found.setdefault(model._meta.db_table.lower(), set()).add(home_of(model) or "default")
    return {table: frozenset(homes) for table, homes in found.items()}


def read_tables(sql: str, vendor: str) -> list[Table]:
    """The tables of `sql`, properly parsed; what sqlglot cannot read is glanced at instead."""
    dialect = {"mysql": "mysql", "postgresql": "postgres"}.get(vendor, "sqlite")
    try:
        statements = sqlglot.parse(_PLACEHOLDERS.sub("?", sql).replace("%%", "%"), dialect=dialect)
    except sqlglot.errors.SqlglotError:
        return glance_at_tables(sql)
    found: list[Table] = []
    for statement in filter(None, statements):
        ctes = {cte.alias.lower() for cte in statement.find_all(exp.CTE)}
        named = (Table(table.db, table.name) for table in statement.find_all(exp.Table) if table.name)
        found += [table for table in named if table.schema or table.name.lower() not in ctes]
    return found


def glance_at_tables(sql: str) -> list[Table]:
    """The tables of `sql` as a pattern sees them: the first table after each FROM, JOIN, INTO or UPDATE."""
    return [Table(first, second) if second else Table("", first) for first, second in _TABLE.findall(sql)]
