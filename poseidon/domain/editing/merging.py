"""Two people's changes to one thing: what can be written, what only they can settle, what the other did."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from poseidon.domain.editing.plain import GONE, Plain, plain, same


class Difference(NamedTuple):
    """One value as it was when the person began, as they want it, and as it is now; all plain."""

    key: str
    before: Plain
    yours: Plain
    theirs: Plain


class Merged(NamedTuple):
    """`write`: what may be written; `conflicts`: what both changed; `others`: what only the other changed."""

    write: dict[str, Any]
    conflicts: list[Difference]
    others: list[Difference]


def merge(*, before: Mapping[str, Plain], yours: Mapping[str, Any], theirs: Mapping[str, Plain]) -> Merged:
    """Compares value by value. What both changed alike is no conflict, and needs no writing.

    `before` and `theirs` are plain; a key that `theirs` lacks is gone. ValueError where `before` does not
    say what one of `yours` was: without it nobody can tell whose change is newer.
    """
    unknown = [key for key in yours if key not in before]
    if unknown:
        raise ValueError(
            f"`expected` does not say what these were when they were read: {', '.join(unknown)}."
        )
    merged = Merged({}, [], [])
    for key, value in yours.items():
        now = theirs.get(key, GONE)
        if same(plain(value), now):
            continue
        if same(before[key], now):
            merged.write[key] = value
        else:
            merged.conflicts.append(Difference(key, before[key], plain(value), now))
    merged.others.extend(_others(before, yours, theirs))
    return merged


def _others(
    before: Mapping[str, Plain], yours: Mapping[str, Any], theirs: Mapping[str, Plain]
) -> list[Difference]:
    keys = [key for key in {**before, **theirs} if key not in yours]
    every = [(key, before.get(key, GONE), theirs.get(key, GONE)) for key in keys]
    return [Difference(key, was, was, now) for key, was, now in every if not same(was, now)]
