"""Which tenants are tried against which: all when few, else some at random and all who differ at `_`."""

import random
from collections.abc import Collection, Iterator, Sequence
from typing import Final

ALL_PAIRS_UP_TO: Final = 20
"""Tenants up to which everybody is tried against everybody: 380 pairs."""

Masked = dict[str, list[str]]


def pairs(
    chosen: Sequence[str], everybody: Collection[str], *, others: int, chance: random.Random
) -> Iterator[tuple[str, list[str]]]:
    """Each tenant of `chosen`, with the tenants of `everybody` whose rows it must not reach.

    Everybody else where there are few; else `others` at random, and every name that a `_` of this one would
    match if it were a wildcard.
    """
    names = sorted(everybody)
    near = NearNames(names)
    for tenant in chosen:
        if len(names) <= ALL_PAIRS_UP_TO:
            yield tenant, [name for name in names if name != tenant]
        else:
            drawn = chance.sample(names, min(len(names), others + 1))
            strangers = [name for name in drawn if name != tenant][:others]
            yield tenant, sorted({*strangers, *near.of(tenant)})


class NearNames:
    """Finds the names that differ from one only where it has a `_`, without comparing each with each."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._by_mask: dict[tuple[int, ...], Masked] = {}

    def of(self, name: str) -> list[str]:
        """Those that `name` would also match as a pattern, itself excepted."""
        places = tuple(index for index, character in enumerate(name) if character == "_")
        if not places:
            return []
        return [other for other in self._masked(places).get(name, []) if other != name]

    def _masked(self, places: tuple[int, ...]) -> Masked:
        """All names long enough, by what they are with `_` put at `places`; made once for each `places`."""
        if places not in self._by_mask:
            found: Masked = {}
            for name in self._names:
                if len(name) > places[-1]:
                    found.setdefault(_with_underscores(name, places), []).append(name)
            self._by_mask[places] = found
        return self._by_mask[places]


def _with_underscores(name: str, places: tuple[int, ...]) -> str:
    characters = list(name)
    for place in places:
        characters[place] = "_"
    return "".join(characters)
