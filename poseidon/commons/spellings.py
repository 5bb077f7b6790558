"""Texts that people wrote in several spellings and that are one thing: `Student`, `student `, `STUDENT`.

The server decides, in counts and in filters alike, so that a number is always that of the rows behind it:
blanks around the text and case never matter; accents do on SQLite and PostgreSQL, and not on MySQL.
"""

from typing import Any, Final

from django.db.models import CharField, Field, Func, Q, Transform, Value

BLANKS: Final = (9, 10, 13, 160)
"""Tabulator, ends of lines and the blank that does not break stand for a blank."""
_CHARACTER: Final = {"mysql": "CHAR({} USING utf8mb4)", "postgresql": "CHR({})", "sqlite": "CHAR({})"}
_TEXT: Final = {
    "mysql": "CONVERT({} USING utf8mb4)",  # columns have many character sets
    "postgresql": '({} COLLATE "default")',  # the server replaces nothing under the columns' collation
}
_ALIKE: Final = {"mysql": "({} COLLATE utf8mb4_unicode_520_ci)"}
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
    """What the spellings of a text have in common, the same characters for each of them; NULL for NULL."""

    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **_options: Any) -> tuple[str, Any]:
        """The text, or what the server compares it by."""
        sql, params = compiler.compile(self.source_expressions[0])
        vendor = connection.vendor
        return _KEY.get(vendor, "{}").format(_spelling(sql, vendor)), params


def _spelling(sql: str, vendor: str) -> str:
    text = _TEXT.get(vendor, "{}").format(sql)
    for code in BLANKS:
        character = _CHARACTER[vendor].format(0xC2A0 if vendor == "mysql" and code == 160 else code)
        text = f"REPLACE({text}, {character}, ' ')"
    return _ALIKE.get(vendor, "LOWER({})").format(f"TRIM({text})")


Field.register_lookup(Spelling)


def spelt_as(field: str, text: str) -> Q:
    """Rows whose `field` is a spelling of `text`; no index serves that."""
    return Q((f"{field}__spelling", Spelling(Value(text, output_field=CharField()))))


def says_nothing(field: str) -> Q:
    """Rows whose `field` is NULL, empty or blank."""
    return Q((f"{field}__isnull", True)) | Q((f"{field}__spelling", ""))
