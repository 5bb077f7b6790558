"""Names of people and of their affiliations: how they are split, and when two are the same."""

import re
from typing import Final, NamedTuple

from poseidon.commons.folding import fold

_PARTICLES: Final = frozenset(
    (
        "af", "al", "av", "bin", "da", "das", "de", "degli", "del", "della", "den", "der", "di", "do", "dos",
        "du", "el", "ibn", "la", "le", "les", "lo", "ten", "ter", "van", "vom", "von", "zu", "zum", "zur",
    )
)  # fmt: skip
_AFFILIATION_BREAK: Final = re.compile(r"\s+&&\s+|\s*;\s+")
_APOSTROPHE: Final = re.compile("[\u2018\u2019]")
_SUFFIXES: Final = frozenset(
    ("jr", "junior", "sr", "senior", "ii", "iii", "iv", "phd", "ph d", "md", "dphil", "msc", "mba", "esq")
)  # after a comma these belong to the name before it
AFFILIATION_JOIN: Final = "; "


class Name(NamedTuple):
    """A person's name in two parts; somebody known by one word has it as `last`."""

    first: str
    last: str

    @property
    def full(self) -> str:
        """As it is read out."""
        return f"{self.first} {self.last}".strip()


def split_name(text: str, *, comma: bool = False) -> Name:
    """First and last name of `text`; particles such as `van` go with the last name.

    With `comma`, "Last, First" is understood; without, a comma is part of what a person calls themselves.
    "King, Jr." is no such thing: what follows the comma stays with the last name.
    """
    if comma and text.count(",") == 1:
        last, first = (" ".join(part.split()) for part in text.split(","))
        if last and fold(first) in _SUFFIXES:
            before = split_name(last)
            return Name(before.first, f"{before.last}, {first}")
        if last and first:
            return Name(first, last)
    words = text.split()
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return Name(" ".join(words[: max(start, 0)]), " ".join(words[max(start, 0) :]))


def possible_splits(full: str) -> list[Name]:
    """Every way somebody else may have split `full` over two columns."""
    words = full.split()
    return [Name(" ".join(words[:at]), " ".join(words[at:])) for at in range(len(words) + 1)]


def spellings(name: str) -> set[str]:
    """How else people write `name`: with either apostrophe, and with hyphens for spaces or the reverse.

    A database compares without accents and case, but takes punctuation for letters.
    """
    straight = _APOSTROPHE.sub("'", name)
    told = {name, straight, straight.replace("'", "\u2019")}
    for old, new in (("-", " "), (" ", "-")):
        told |= {one.replace(old, new) for one in told}
    return told


def split_affiliations(text: str) -> tuple[str, ...]:
    """The affiliations in one cell, which are joined by " && " or by "; "; each once, in order."""
    parts = (" ".join(part.split()) for part in _AFFILIATION_BREAK.split(text))
    return tuple(dict.fromkeys(filter(None, parts)))


def same_affiliation(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two people of one name are taken for one: they share an affiliation, or neither has any."""
    return bool(ours & theirs) if ours or theirs else True


def folded_affiliations(text: str | None) -> frozenset[str]:
    """The affiliations in one cell, folded for comparison."""
    return frozenset(map(fold, split_affiliations(text or "")))
