"""What somebody typed into a search box, understood; and conditions that each of its words must meet."""

import operator
import re
from collections.abc import Iterable
from functools import reduce
from typing import Final, NamedTuple

from django.db.models import Q

from poseidon.commons import folded_search  # noqa: F401 - registers the lookups used here
from poseidon.commons.folding import without_accents
from poseidon.commons.text_search import tidy

MOST_WORDS: Final = 6
LARGEST_NUMBER: Final = 2**31 - 1

_IN_BRACKETS: Final = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
"""As mail programs copy an address: `Ada Lovelace <ada@example.org>`."""
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’\u2018\u02bc`\u00b4", "'"))
_WRITTEN_OUT: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "å": "aa", "ø": "oe"}
)


class Asked(NamedTuple):
    """`number` where it can be one (`#12` too), `email` where it is one; no word is punctuation alone."""

    text: str
    words: tuple[str, ...]
    number: int | None
    email: str

    def __bool__(self) -> bool:
        return bool(self.words)


def understand(typed: str) -> Asked:
    """`typed` as Asked; false where there is nothing to look for."""
    text = " ".join(tidy(typed).split())
    if copied := _IN_BRACKETS.search(text):
        text = copied[1]
    words = tuple(word for word in text.split() if any(char.isalnum() for char in word))[:MOST_WORDS]
    email = words[0] if len(words) == 1 and 0 < words[0].find("@") < len(words[0]) - 1 else ""
    return Asked(text, words, _number(text.removeprefix("#")), email)


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal()):
        return None
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(LARGEST_NUMBER)) or int(digits) > LARGEST_NUMBER:
        return None
    return int(digits)


def spellings(word: str) -> list[str]:
    """`word` as typed, without accents, and with them written out: `Müller`, `Muller`, `Mueller`; where it
    has an apostrophe, with the typewriter's and the printer's, which a phone types unasked.

    Collations differ in which letters they take for one. The other way round, what is typed `ue` is not
    taken for `ü`: `Joel` would find every `Jolanda` where a collation takes `ö` for `o`.
    """
    plain = word.translate(_APOSTROPHES)
    each = (word, without_accents(plain), plain.translate(_WRITTEN_OUT), plain, plain.replace("'", "’"))
    return [spelling for spelling in dict.fromkeys(each) if not spelling.isspace()]


def matches(word: str, lookups: Iterable[str]) -> Q:
    """Rows that match one of `lookups` (`"title__has_text"`) with one of the word's spellings."""
    pairs = [(lookup, spelling) for lookup in lookups for spelling in spellings(word)]
    return reduce(operator.or_, (Q(pair) for pair in pairs))


def every_word(words: Iterable[str], *lookups: str) -> Q:
    """Rows in which each word matches one of `lookups`; no words: every row."""
    return reduce(operator.and_, (matches(word, lookups) for word in words), Q())
