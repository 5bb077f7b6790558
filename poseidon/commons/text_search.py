"""Comparing columns with what somebody typed, whatever characters either of them can hold.

Legacy columns have many character sets. MySQL refuses to compare a latin1 column with a text that latin1
cannot hold (error 1267) instead of finding nothing; so texts beyond ASCII are compared with the column
converted to utf8mb4. No index serves that, which is why ASCII texts, nearly all there are, go without.
"""

import operator
from collections.abc import Iterable
from functools import reduce
from typing import Any, Final

from django.db.models import Field, Q
from django.db.models.lookups import Exact, IContains

from poseidon.commons.any_case import COLLATIONS

MOST_WORDS: Final = 8
LONGEST_TEXT: Final = 200
_PADDED: Final = {
    "sqlite": f"TRIM({{}}) COLLATE {COLLATIONS['sqlite']}",  # the column's is lost in its functions
}


class _Converted:
    """The left side of a lookup as utf8mb4."""

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, Any]:
        sql, params = super().process_lhs(compiler, connection, lhs)  # type: ignore[misc]
        return (f"CONVERT({sql} USING utf8mb4)" if connection.vendor == "mysql" else sql), params


class ExactConverted(_Converted, Exact):
    """`exact` for texts beyond ASCII."""


class IContainsConverted(_Converted, IContains):
    """`icontains` for texts beyond ASCII."""


class _Padded:
    """The left side of a lookup without blanks around it."""

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, Any]:
        sql, params = super().process_lhs(compiler, connection, lhs)  # type: ignore[misc]
        return _PADDED.get(connection.vendor, "TRIM({})").format(sql), params


class ExactPadded(_Padded, Exact):
    """`exact` for texts that may have blanks around them."""


class ExactPaddedConverted(_Padded, ExactConverted):
    """The same for texts beyond ASCII."""


Field.register_lookup(ExactPadded, "exact_padded")
Field.register_lookup(ExactPaddedConverted, "exact_padded_converted")
Field.register_lookup(ExactConverted, "exact_converted")
Field.register_lookup(IContainsConverted, "icontains_converted")


def tidy(text: str) -> str:
    """`text` as it is searched for: no NUL, no blanks around it, at most LONGEST_TEXT characters."""
    return text.replace("\0", "")[:LONGEST_TEXT].strip()


def same_text(field: str, text: str) -> Q:
    """Rows whose `field` is `text`."""
    return Q((field if text.isascii() else f"{field}__exact_converted", text))


def same_written_text(field: str, text: str) -> Q:
    """Rows whose `field` is `text` but for blanks around it, as in what people wrote and as it is counted
    and offered; no index serves that."""
    lookup = "exact_padded" if text.isascii() else "exact_padded_converted"
    return Q((f"{field}__{lookup}", text.strip(" ")))


def among_texts(field: str, texts: Iterable[str | None]) -> Q:
    """Rows whose `field` is one of `texts`; blank ones are left out."""
    wanted = {text.strip() for text in texts if text and text.strip()}
    plain = {text for text in wanted if text.isascii()}
    return reduce(
        operator.or_, (same_text(field, text) for text in wanted - plain), Q((f"{field}__in", plain))
    )


def every_word_in(text: str, *fields: str) -> Q:
    """Rows in which each word of `text` occurs in at least one of `fields`, whatever its case.

    The empty text matches every row; words beyond MOST_WORDS are ignored.
    """
    words = tidy(text).split()[:MOST_WORDS]
    return reduce(operator.and_, (_word_in(word, fields) for word in words), Q())


def _word_in(word: str, fields: Iterable[str]) -> Q:
    lookup = "icontains" if word.isascii() else "icontains_converted"
    return reduce(operator.or_, (Q((f"{field}__{lookup}", word)) for field in fields))
