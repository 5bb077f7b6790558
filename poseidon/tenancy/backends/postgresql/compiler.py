"""SQL that answers as MySQL and SQLite do."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.backends.postgresql import compiler
from django.db.models import OrderBy
from django.db.models.expressions import Col
from django.db.models.fields import AutoFieldMixin
from django.db.models.sql.compiler import SQLAggregateCompiler, SQLDeleteCompiler, SQLUpdateCompiler

_COUNT_FROM: Final = """
    SELECT SETVAL(counter, %s) FROM (SELECT PG_GET_SERIAL_SEQUENCE(%s, %s)::regclass AS counter) AS of_table
    WHERE COALESCE(PG_SEQUENCE_LAST_VALUE(counter), 0) < %s
"""


class SQLCompiler(compiler.SQLCompiler):
    """NULL is less than everything, where PostgreSQL has it greater."""

    def _order_by_pairs(self) -> Iterator[tuple[OrderBy, bool]]:  # type: ignore[override]  # the stubs say None
        for given, is_reference in super()._order_by_pairs():  # type: ignore[attr-defined]
            yield _nulls_lowest(given), is_reference


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    """Rows that bring their keys along move the counter on, or the next row would be given a key that is
    taken; one query for each such statement."""

    def execute_sql(self, returning_fields: Any = None) -> Any:  # type: ignore[override]  # the stubs lag
        returned = super().execute_sql(returning_fields)
        pk: Any = self.query.get_meta().pk
        is_counted: bool = isinstance(pk, AutoFieldMixin)
        if is_counted and pk in self.query.fields:
            keys = [key for row in self.query.objs if isinstance(key := getattr(row, pk.attname), int)]
            if keys:
                self._count_from(max(keys), pk)
        return returned

    def _count_from(self, key: int, pk: Any) -> None:
        table = self.connection.ops.quote_name(pk.model._meta.db_table)
        with self.connection.cursor() as cursor:
            cursor.execute(_COUNT_FROM, [key, table, pk.column, key])


def _nulls_lowest(given: Any) -> Any:
    """The same order with its place for NULL said, unless it is, or a column's index would suffer for it that
    has no NULL."""
    asked = given.nulls_first is not None or given.nulls_last is not None
    never_null = isinstance(given.expression, Col) and not given.expression.target.null
    if asked or never_null:
        return given
    ordered = given.copy()
    if ordered.descending:
        ordered.nulls_last = True
    else:
        ordered.nulls_first = True
    return ordered


__all__ = [
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]
