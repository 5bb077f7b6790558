"""Lookups that ignore accents and case: `begins`, `begins_indexed`, `has_word`, `has_text`.

On MySQL the column's collation ignores them; a text beyond ASCII is compared with the column converted to
utf8mb4, which costs the index (see `text_search`). `begins_indexed` keeps the index instead and raises
OperationalError 1267 where the column cannot hold the text. SQLite folds both sides with a function of ours,
PostgreSQL with those it has: there every row is looked at, unless there is an index on that expression.
"""

from typing import Any, ClassVar, Final

from django.db.models import Field
from django.db.models.lookups import Lookup

from poseidon.commons.folding import fold
from poseidon.commons.folding_in_sql import folded_in_postgresql

CANNOT_HOLD: Final = 1267
"""The server's error for a text with characters that the column's character set does not have."""

_FUNCTION: Final = "POSEIDON_FOLD"


class _Folded(Lookup):
    """A column that matches at least one of some LIKE patterns made of the text."""

    patterns: ClassVar[tuple[str, ...]]
    patterns_of_folded: ClassVar[tuple[str, ...]]
    keeps_index = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """For MySQL and its kin."""
        text = str(self.rhs)
        column, params = self.process_lhs(compiler, connection)
        if not text.isascii() and not self.keeps_index:
            column = f"CONVERT({column} USING utf8mb4)"
        return _any_like(f"{column} LIKE %s", params, _filled(self.patterns, text, connection))

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Accents are folded here: SQLite's LIKE ignores the case of ASCII and nothing else."""
        connection.ensure_connection()
        connection.connection.create_function(_FUNCTION, 1, _fold_or_none, deterministic=True)
        column, params = self.process_lhs(compiler, connection)
        filled = _filled(self.patterns_of_folded, fold(str(self.rhs)), connection)
        return _any_like(f"{_FUNCTION}({column}) LIKE %s ESCAPE '\\'", params, filled)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Both sides folded; its LIKE escapes with a backslash by itself."""
        column, params = self.process_lhs(compiler, connection)
        filled = _filled(self.patterns_of_folded, fold(str(self.rhs)), connection)
        return _any_like(f"{folded_in_postgresql(column)} LIKE %s", params, filled)


def _fold_or_none(value: object) -> str | None:
    return None if value is None else fold(str(value))


def _filled(patterns: tuple[str, ...], text: str, connection: Any) -> list[str]:
    escaped = connection.ops.prep_for_like_query(text)
    return [pattern.replace("*", escaped) for pattern in patterns]


def _any_like(like: str, params: Any, filled: list[str]) -> tuple[str, list[Any]]:
    sql = " OR ".join([like] * len(filled))
    return f"({sql})", [value for pattern in filled for value in (*params, pattern)]


class Begins(_Folded):
    """The column begins with the text."""

    lookup_name = "begins"
    patterns = ("*%",)
    patterns_of_folded = ("*%",)


class BeginsIndexed(Begins):
    """`begins`, in a way that can use the column's index whatever the text."""

    lookup_name = "begins_indexed"
    keeps_index = True


class HasWord(_Folded):
    """A word of the column begins with the text; the parts of a hyphenated one count as words."""

    lookup_name = "has_word"
    patterns = ("*%", "% *%", "%-*%")
    patterns_of_folded = ("*%", "% *%")


class HasText(_Folded):
    """The text stands somewhere in the column."""

    lookup_name = "has_text"
    patterns = ("%*%",)
    patterns_of_folded = ("%*%",)


for lookup in (Begins, BeginsIndexed, HasWord, HasText):
    Field.register_lookup(lookup)
