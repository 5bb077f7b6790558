"""Texts too long for one parameter: they go on in `NAME_2`, `NAME_3` and so on.

A parameter of SSM holds 4 KB (an advanced one 8), which is some five hundred tenants.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from poseidon.commons.config.lifetimes import Entry
from poseidon.commons.config.ssm import BATCH_SIZE

SEPARATOR = ","


class Joined(NamedTuple):
    """`text`: the parts put together, None if there is not even the first; `parts`: how many there are;
    `until`: when the first of them is due, by the configuration's clock."""

    text: str | None
    parts: int
    until: float


def part_name(name: str, number: int) -> str:
    """The parameter that holds part `number`, from 1, of the text `name`."""
    return name if number == 1 else f"{name}_{number}"


def part_names(name: str, first: int, last: int) -> list[str]:
    """The parameters that hold parts `first` to `last`, both included."""
    return [part_name(name, number) for number in range(first, last + 1)]


def joined_in(environ: Mapping[str, str], name: str) -> str | None:
    """The text as the environment has it; None where it has not the first part."""
    texts: list[str] = []
    while (text := environ.get(part_name(name, len(texts) + 1))) is not None:
        texts.append(text)
    return SEPARATOR.join(texts) if texts else None


def join(
    name: str, expected: int, *, ask: Callable[[list[str]], None], look_up: Callable[[str], Entry | None]
) -> Joined:
    """The text as the store has it; asks for the `expected` parts and the one behind them in one question.

    Where more have come, for ten at a time. Nobody asks for a second part where there is no first.
    """
    found: list[Entry] = []
    asked = expected + 1 if expected else 1
    ask(part_names(name, 1, asked))
    while (part := look_up(part_name(name, len(found) + 1))) is not None and part.value is not None:
        found.append(part)
        if len(found) == asked:
            asked = 2 if asked == 1 else asked + BATCH_SIZE
            ask(part_names(name, len(found) + 1, asked))
    texts = [entry.value for entry in found if entry.value is not None]
    due = [entry.usable_until for entry in found] or [part.usable_until if part is not None else 0.0]
    return Joined(SEPARATOR.join(texts) if texts else None, len(found), min(due))
