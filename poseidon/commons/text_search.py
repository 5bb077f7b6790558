"""Filtering rows by what somebody typed."""

import operator
from functools import reduce
from typing import Final

from django.db.models import Q

MOST_WORDS: Final = 8
LONGEST_TEXT: Final = 200


def tidy(text: str) -> str:
    """`text` as it is searched for: no NUL, no blanks around it, at most LONGEST_TEXT characters."""
    return text.replace("\0", "")[:LONGEST_TEXT].strip()


def every_word_in(text: str, *fields: str) -> Q:
    """Rows in which each word of `text` occurs in at least one of `fields`, whatever its case.

    The empty text matches every row; words beyond MOST_WORDS are ignored.
    """
    words = tidy(text).split()[:MOST_WORDS]
    matches = [
        reduce(operator.or_, (Q(**{f"{field}__icontains": word}) for field in fields)) for word in words
    ]
    return reduce(operator.and_, matches, Q())
