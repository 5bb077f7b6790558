"""SQL that answers as MySQL and SQLite do."""

from collections.abc import Iterator
from typing import Any

from django.db.backends.postgresql import compiler
from django.db.models import OrderBy
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLAggregateCompiler, SQLDeleteCompiler, SQLUpdateCompiler


class SQLCompiler(compiler.SQLCompiler):
    """NULL is less than everything, where PostgreSQL has it greater."""

    def _order_by_pairs(self) -> Iterator[tuple[OrderBy, bool]]:  # type: ignore[override]  # the stubs say None
        for given, is_reference in super()._order_by_pairs():  # type: ignore[attr-defined]
            yield _nulls_lowest(given), is_reference


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    """Django's."""


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
