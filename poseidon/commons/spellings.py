"""Texts that people wrote in several spellings and that are one thing: `Student`, `student `, `STUDENT`.

The server decides, in counts and in filters alike, so that a number is always that of the rows behind it:
blanks around the text and case never matter; accents do on SQLite and PostgreSQL, and not on MySQL.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import CharField, Count, Field, Func, Max, Q, QuerySet, Transform, Value

BLANKS: Final = (9, 10, 13, 160)
"""Tabulator, ends of lines and the blank that does not break stand for a blank."""
_CHARACTER: Final = {"mysql": "CHAR({} USING utf8mb4)", "postgresql": "CHR({})", "sqlite": "CHAR({})"}
_TEXT: Final = {
    "mysql": "CONVERT({} USING utf8mb4)",  # columns have many character sets
    "postgresql": '({} COLLATE "default")',  # the server replaces nothing under the columns' collation
}
_ALIKE: Final = {"mysql": "({} COLLATE utf8mb4_unicode_520_ci)"}
_WRITTEN: Final = {
    "mysql": "(CONVERT({} USING utf8mb4) COLLATE utf8mb4_bin)",
    "sqlite": "({} COLLATE BINARY)",
}
_KEY: Final = {"mysql": "HEX(WEIGHT_STRING({}))"}


class Spelling(Transform):
    """A text by which `=` finds all its spellings."""

    lookup_name = "spelling"
    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **_options: Any) -> tuple[str, Any]:
        """The text without what does not matter."""
        sql, params = compiler.compile(self.lhs)
        return _spelling(sql, connection.vendor), params


class SpellingKey(Func):
    """What the spellings of a text have in common, the same characters for each of them; NULL for NULL.

    Made for each row it takes eight times as long as counting them: count by `AsWritten(text)` and make the
    key of `Max(text)`, once a group.
    """

    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **_options: Any) -> tuple[str, Any]:
        """The text, or what the server compares it by."""
        sql, params = compiler.compile(self.source_expressions[0])
        vendor = connection.vendor
        return _KEY.get(vendor, "{}").format(_spelling(sql, vendor)), params


class AsWritten(Func):
    """A text that equals no other spelling, to group by: collations take all emoji for one."""

    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **_options: Any) -> tuple[str, Any]:
        """The text, compared character by character."""
        sql, params = compiler.compile(self.source_expressions[0])
        return _WRITTEN.get(connection.vendor, "{}").format(sql), params


def _spelling(sql: str, vendor: str) -> str:
    text = _TEXT.get(vendor, "{}").format(sql)
    for code in BLANKS:
        character = _CHARACTER[vendor].format(0xC2A0 if vendor == "mysql" and code == 160 else code)
        text = f"REPLACE({text}, {character}, ' ')"
    return _ALIKE.get(vendor, "LOWER({})").format(f"TRIM({text})")


Field.register_lookup(Spelling)


Counted = tuple[str | None, str | None, str | None, str | None, int]


def counted_by(rows: "QuerySet[Any, Any]", first: str, second: str) -> list[Counted]:
    """How many rows have each two texts in these fields: (key, text, key, text, number); one query."""
    texts = rows.annotate(first_text=AsWritten(first), second_text=AsWritten(second))
    keys = {"first_key": SpellingKey(Max(first)), "second_key": SpellingKey(Max(second))}
    counted = texts.values("first_text", "second_text").annotate(number=Count("pk"), **keys).order_by()
    return list(counted.values_list("first_key", "first_text", "second_key", "second_text", "number"))


def spelt_as(field: str, text: str) -> Q:
    """Rows whose `field` is a spelling of `text`; no index serves that."""
    return Q((f"{field}__spelling", Spelling(Value(text, output_field=CharField()))))


def spelt_as_one_of(field: str, words: Iterable[str]) -> Q:
    """Rows whose `field` is a spelling of one of these words, which are written in small ASCII letters; the
    row's spelling is made once for all of them."""
    return Q((f"{field}__spelling__in", tuple(words)))


def says_nothing(field: str) -> Q:
    """Rows whose `field` is NULL, empty or blank."""
    return Q((f"{field}__isnull", True)) | Q((f"{field}__spelling", ""))
