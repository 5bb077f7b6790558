"""Processor time of process trees, from /proc: what a busy neighbour disturbs least."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")


def seconds(*roots: int) -> float:
    """Spent so far by the processes `roots`, their descendants, and those of them that have ended."""
    spent: dict[int, int] = {}
    children: dict[int, list[int]] = {}
    for pid, parent, ticks in _processes():
        spent[pid] = ticks
        children.setdefault(parent, []).append(pid)
    pending, total = list(roots), 0
    while pending:
        pid = pending.pop()
        total += spent.get(pid, 0)
        pending += children.get(pid, [])
    return total / _TICKS


def _processes() -> Iterator[tuple[int, int, int]]:
    """Process, parent, and ticks in user and system mode with those of children that were waited for."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()  # the name before may hold anything
        except OSError:  # it ended meanwhile
            continue
        yield int(path.parent.name), int(fields[1]), sum(map(int, fields[11:15]))
