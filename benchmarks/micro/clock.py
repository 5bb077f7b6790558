"""Timing of short things, alternately, so that noise falls on all of them alike."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter_ns
from typing import Any


@dataclass(frozen=True)
class Action:
    """Something to time; `before` runs once ahead of each sample, untimed."""

    call: Callable[[], Any]
    before: Callable[[], Any] = lambda: None


def alternate(actions: Mapping[str, Action], *, samples: int, calls: int) -> dict[str, list[float]]:
    """Microseconds a call: `samples` figures for each action, each the mean of `calls` calls in a row."""
    seen: dict[str, list[float]] = {name: [] for name in actions}
    _rounds(actions, {name: [] for name in actions}, max(2, samples // 10), calls)
    gc.collect()
    gc.disable()
    try:
        _rounds(actions, seen, samples, calls)
    finally:
        gc.enable()
    return seen


def _rounds(actions: Mapping[str, Action], seen: dict[str, list[float]], samples: int, calls: int) -> None:
    order = list(actions.items())
    for number in range(samples):
        for name, action in order if number % 2 else reversed(order):
            action.before()
            seen[name].append(_time(action.call, calls))


def _time(call: Callable[[], Any], calls: int) -> float:
    repeat = range(calls)
    start = perf_counter_ns()
    for _ in repeat:
        call()
    return (perf_counter_ns() - start) / calls / 1000


def medians(seen: Mapping[str, list[float]]) -> dict[str, float]:
    """The middle of each action's samples."""
    return {name: median(samples) for name, samples in seen.items()}


def ratio(ours: list[float], theirs: list[float]) -> float:
    """The middle of the ratios of neighbouring samples: what stays when both are equally disturbed."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))
