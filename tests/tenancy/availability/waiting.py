"""Waiting for what happens in other threads."""

import time
from collections.abc import Callable

PATIENCE = 20.0


def until(happens: Callable[[], object], *, patience: float = PATIENCE) -> None:
    """Returns when `happens()` is true; AssertionError if it is not for `patience` seconds."""
    deadline = time.monotonic() + patience
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
