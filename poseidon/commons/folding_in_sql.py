"""`fold`, told to PostgreSQL: an expression that makes of a column what `fold` makes of a text."""

import unicodedata
from typing import Final

from poseidon.commons.folding import ALONE, TOGETHER

_MARKS: Final = "[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
"""Accents, as NFKD takes them off their letters."""

_EXACT: Final = 'COLLATE "default"'
_CASEFOLDED: Final = {"ß": "ss"}
"""What `casefold` does and LOWER does not, as does the other sigma below."""


def folded_in_postgresql(column: str) -> str:
    """SQL for `column` folded; nothing in it is a parameter, and `%` is doubled for the driver.

    Every function of it is immutable, so that an index can be made on it. The server's encoding must be UTF8.
    """
    plain = f"REGEXP_REPLACE(LOWER(NORMALIZE(({column}) {_EXACT}, NFKD)), '{_MARKS}', '', 'g')"
    for letter, letters in {**TOGETHER, **_CASEFOLDED}.items():
        plain = f"REPLACE({plain}, '{letter}', '{letters}')"
    alone = {**ALONE, "\u03c2": "\u03c3"}
    plain = f"TRANSLATE({plain}, '{''.join(alone)}', '{''.join(alone.values())}')"
    spaced = f"BTRIM(REGEXP_REPLACE({plain}, '[{_PUNCTUATION}[:space:]]+', ' ', 'g'))"
    return f"COALESCE(NULLIF({spaced}, ''), BTRIM({plain}))"


def _punctuation() -> str:
    """The punctuation of European texts, as a part of a bracket expression."""
    ranges = (range(0x21, 0x7F), range(0xA0, 0xC0), range(0x2010, 0x2060), range(0x3001, 0x3021))
    marks = "".join(
        char for some in ranges for char in map(chr, some) if unicodedata.category(char)[0] in "PZ"
    )
    special = "]^-\\['"
    kept = "".join(char for char in marks if char not in special)
    return "]" + kept.replace("%", "%%") + "\\\\''\\[\\-"


_PUNCTUATION: Final = _punctuation()
