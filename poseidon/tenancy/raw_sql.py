"""Reads SQL text for what it writes and which tables it names.

Every statement passes here, the ORM's and third-party code's included; what was read of a statement is
remembered. `TENANCY_RAW_SQL` says what happens to a statement that names a table or a schema that
does not belong to the database it runs on: "refuse" (development and tests; sqlglot reads it properly) or
"log" (production; a quick pattern, a warning, a few microseconds once a statement).
"""

import logging
import re
from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.tenancy.context import CURRENT_TENANT
from poseidon.tenancy.defaults import setting
from poseidon.tenancy.errors import WrongDatabaseError
from poseidon.tenancy.registry import family, tenant_of
from poseidon.tenancy.routing.homes import home_of

logger = logging.getLogger(__name__)

_WRITES: Final = frozenset(("INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE", "LOAD", "COPY", "MERGE"))
_READS: Final = frozenset(
    ("SELECT", "WITH", "TABLE", "EXPLAIN", "DESCRIBE", "DESC", "ANALYZE", "HANDLER", "CALL")
)
_DEFINES: Final = frozenset(("CREATE", "ALTER", "DROP", "RENAME", "USE", "LOCK"))
_FIRST_WORD: Final = re.compile(r"(?:\s+|\(|;|--[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|/\*.*?\*/)*(\w*)", re.DOTALL)
_EXECUTED_COMMENT: Final = re.compile(r"/\*M?!\d*(.*?)\*/", re.DOTALL)  # MySQL runs what stands in it
_LATER_WRITE: Final = re.compile(
    rf"(?:;|^\(*\s*with\b.*\))\s*(?:{'|'.join(_WRITES)})\b"
    r"|^\(*\s*with\b.*\(\s*(?:insert\s+into|update\s|delete\s+from|merge\s+into)\b",  # PostgreSQL's
    re.IGNORECASE | re.DOTALL,
)
_NAME: Final = r"(`[^`]+`|\"[^\"]+\"|[\w$]+)"
_QUALIFIED: Final = re.compile(rf"{_NAME}\s*\.\s*{_NAME}")
_TABLE: Final = re.compile(
    rf"\b(?:from|join|into|update|table|to)\s+{_NAME}(?:\s*\.\s*{_NAME})?", re.IGNORECASE
)
_USE: Final = re.compile(rf"\s*use\s+{_NAME}", re.IGNORECASE)
_EXPLAIN: Final = re.compile(
    r"^\s*(?:EXPLAIN|DESCRIBE|DESC|ANALYZE)\b.*?(?=\(*\b(?:SELECT|WITH|INSERT|UPDATE|DELETE|REPLACE)\b)",
    re.IGNORECASE | re.DOTALL,
)
_PLACEHOLDERS: Final = re.compile(r"%\(\w+\)s|%s")
_LISTS: Final = re.compile(r"\(\s*%s(?:\s*,\s*%s)+\s*\)")
_DIALECTS: Final = {"mysql": "mysql", "postgresql": "postgres"}
_COMMON_SCHEMAS: Final = {
    "mysql": frozenset(("information_schema", "performance_schema", "sys", "mysql", "main")),
    "postgresql": frozenset(("information_schema", "pg_catalog", "public")),
}
"""By vendor, what every database has. PostgreSQL reaches no other database, so that its `public` is ours."""
_ELSEWHERE_COMMON: Final = frozenset(("information_schema", "main"))


class Facts(NamedTuple):
    """Of one statement: whether it writes rows, whether it is of a kind that names tables, and whether it
    makes, changes or drops them, which migrations do with tables that live elsewhere by now."""

    writes: bool
    names_tables: bool
    defines: bool


class Table(NamedTuple):
    """A table as a statement names it; `schema` is empty where it is not qualified."""

    schema: str
    name: str


class Reading(NamedTuple):
    """Of one statement: the tables it names with their schema, and the first that lives elsewhere."""

    qualified: tuple[Table, ...]
    astray: tuple[str, str] | None


@lru_cache(maxsize=4096)
def facts_of(sql: Any) -> Facts:
    """What the guards need to know of `sql`."""
    text = _text(sql)
    found = _FIRST_WORD.match(text)
    word = found[1].upper() if found else ""
    writes = word in _WRITES or ((";" in text or word == "WITH") and _LATER_WRITE.search(text) is not None)
    defines = word in _DEFINES
    return Facts(writes, writes or defines or word in _READS or ";" in text, defines)


def _text(sql: Any) -> str:
    text = sql.decode(errors="replace") if isinstance(sql, bytes) else str(sql)
    return _EXECUTED_COMMENT.sub(r" \1 ", text) if "/*" in text else text


def refuse_foreign_tables(sql: Any, facts: Facts, wrapper: BaseDatabaseWrapper) -> None:
    """WrongDatabaseError (or a warning, see the module) where `sql` names what lives elsewhere."""
    mode = setting("TENANCY_RAW_SQL")
    if mode == "off" or not facts.names_tables or not apps.ready:
        return
    alias, refuse = wrapper.alias, mode == "refuse"
    place = family(alias) if tenant_of(alias) is None else CURRENT_TENANT
    reading = _read(sql, place, wrapper.vendor, refuse)
    problem = reading.astray
    if reading.qualified:
        common = _COMMON_SCHEMAS.get(wrapper.vendor, _ELSEWHERE_COMMON)
        problem = (
            _foreign_schema(reading.qualified, {str(wrapper.settings_dict["NAME"]).lower(), *common})
            or problem
        )
    if problem is None:
        return
    table, lives = problem
    error = WrongDatabaseError(f"Table {table!r}", lives=lives, asked=alias)
    if refuse:
        raise error
    logger.warning("%s", error, extra={"alias": alias})


@lru_cache(maxsize=4096)
def _read(sql: Any, place: str, vendor: str, thoroughly: bool) -> Reading:
    """What `sql` names, judged from `place`: CURRENT_TENANT for every tenant's database, so that ten thousand
    tenants share what was read of a statement; else the family of a shared alias."""
    text = _text(sql)
    tables = read_tables(_LISTS.sub("(%s)", text), vendor) if thoroughly else glance_at_tables(text)
    qualified = tuple(table for table in tables if table.schema)
    bare = () if facts_of(sql).defines else [table.name for table in tables if not table.schema]
    return Reading(qualified, next(filter(None, (_astray(name, place) for name in bare)), None))


def _astray(table: str, place: str) -> tuple[str, str] | None:
    homes = _homes_of_tables().get(table.lower())
    if not homes or any(_lives_in(home, place) for home in homes):
        return None
    return table, " or ".join(sorted(map(_told, homes)))


def _foreign_schema(tables: Iterable[Table], own: Container[str]) -> tuple[str, str] | None:
    for table in tables:
        if table.schema.lower() not in own:
            return f"{table.schema}.{table.name}", f"schema {table.schema!r}"
    return None


def _lives_in(home: str | None, place: str) -> bool:
    if home is None:
        return place != CURRENT_TENANT  # Django's own routing decides between the shared databases
    return place == (home if home == CURRENT_TENANT else family(home))


def _told(home: str | None) -> str:
    if home is None:
        return "the shared databases"
    return "the tenants' databases" if home == CURRENT_TENANT else f"database {home!r}"


@lru_cache(maxsize=1)
def _homes_of_tables() -> dict[str, frozenset[str | None]]:
    """Table name to the databases in which installed models keep a table of that name."""
    found: dict[str, set[str | None]] = {}
    for model in apps.get_models(include_auto_created=True):
        found.setdefault(model._meta.db_table.lower(), set()).add(home_of(model))
    return {table: frozenset(homes) for table, homes in found.items()}


def read_tables(sql: str, vendor: str) -> list[Table]:
    """The tables of `sql`, properly parsed; what sqlglot cannot read is glanced at instead."""
    import sqlglot  # here: a quarter of a second, and production never gets here
    from sqlglot import exp

    dialect = _DIALECTS.get(vendor, "sqlite")
    try:
        plain = _PLACEHOLDERS.sub("?", _EXPLAIN.sub("", sql)).replace("%%", "%")
        statements = sqlglot.parse(plain, dialect=dialect)
    except sqlglot.errors.SqlglotError:
        return glance_at_tables(sql)
    found: list[Table] = []
    for statement in filter(None, statements):
        if isinstance(statement, exp.Command):  # of a kind that sqlglot takes as plain text
            text = statement.sql(dialect)
            found += [*glance_at_tables(text), *_qualified_names(text)]
            continue
        found += _named_in(statement)
    return found


def _named_in(statement: Any) -> list[Table]:
    from sqlglot import exp

    if isinstance(statement, exp.Use):
        return [Table(statement.this.name, "*")]
    ctes = {cte.alias.lower() for cte in statement.find_all(exp.CTE)}
    named = (Table(table.db, table.name) for table in statement.find_all(exp.Table) if table.name)
    return [table for table in named if table.schema or table.name.lower() not in ctes]


def _qualified_names(text: str) -> list[Table]:
    return [Table(_bare(first), _bare(second)) for first, second in _QUALIFIED.findall(text)]


def glance_at_tables(sql: str) -> list[Table]:
    """The tables of `sql` as a pattern sees them: the first table after each FROM, JOIN, INTO or UPDATE."""
    used = [Table(_bare(name), "*") for name in _USE.findall(sql[:80]) if _USE.match(sql)]
    pairs = _TABLE.findall(sql)
    return used + [Table(_bare(a), _bare(b)) if b else Table("", _bare(a)) for a, b in pairs]


def _bare(name: str) -> str:
    return name.strip('`"')
