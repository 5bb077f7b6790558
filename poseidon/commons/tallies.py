"""Counts of free text: what people wrote in several spellings is counted as one thing."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple


class Tally(NamedTuple):
    """How many rows say `value`; the empty text stands for those that say nothing.

    `key` is what its spellings have in common, see `poseidon.commons.spellings`.
    """

    value: str
    number: int
    key: str


def spelling_key(text: str | None) -> str:
    """What two spellings of one text have in common: all but blanks around it and case."""
    return (text or "").strip().casefold()


def tally(counts: Iterable[tuple[str | None, str | None, int]]) -> list[Tally]:
    """The sums of (key, text, number) by key, each with its most frequent text; the highest first, those that
    say nothing (a key of None or of no characters) last."""
    sums: dict[str, int] = {}
    spellings: dict[str, Counter[str]] = {}
    for key, text, number in counts:
        sums[key or ""] = sums.get(key or "", 0) + number
        spellings.setdefault(key or "", Counter())[(text or "").strip()] += number
    named = [
        Tally(max(spellings[key].items(), key=lambda each: each[::-1])[0] if key else "", number, key)
        for key, number in sums.items()
    ]
    return sorted(named, key=lambda each: (not each.key, -each.number, spelling_key(each.value)))
