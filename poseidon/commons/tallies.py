"""Counts of free text: what people wrote in several spellings is counted as one thing."""

from collections.abc import Iterable
from typing import NamedTuple


class Tally(NamedTuple):
    """How many rows say `value`; the empty text stands for those that say nothing."""

    value: str
    number: int


def spelling_key(text: str | None) -> str:
    """What two spellings of one text have in common: all but blanks around it and case."""
    return (text or "").strip().casefold()


def tally(counts: Iterable[tuple[str | None, int]]) -> list[Tally]:
    """The sums by text, in its most frequent spelling; the highest first, those that say nothing last."""
    sums: dict[str, int] = {}
    spellings: dict[str, tuple[int, str]] = {}
    for text, number in counts:
        key, spelled = spelling_key(text), (text or "").strip()
        sums[key] = sums.get(key, 0) + number
        spellings[key] = max(spellings.get(key, (0, "")), (number, spelled))
    ordered = sorted(sums, key=lambda key: (key == "", -sums[key], key))
    return [Tally(spellings[key][1], sums[key]) for key in ordered]
