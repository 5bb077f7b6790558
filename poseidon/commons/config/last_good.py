"""A parameter that an operator may mistype while the platform runs: the last good value stays in force."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from poseidon.commons.config.errors import ParameterInvalid

T = TypeVar("T")

logger = logging.getLogger(__name__)


class LastGood(Generic[T]):
    """Reads parameters with `parse`, and remembers of each name the last text that could be read.

    A text that `parse` refuses (ValueError) is logged once as an error, and the value before it is served
    until the parameter is mended. Without one before it, at a start, there is nothing to serve: that is
    `ParameterInvalid`, which names the parameter. The value is shared by all callers and must not be changed
    by them. Thread-safe; a text that did not change costs one comparison, however long it is.
    """

    def __init__(self, parse: Callable[[str], T]) -> None:
        self._parse = parse
        self._read: dict[str, tuple[str, T]] = {}  # by name: the last text that was asked for, its value
        self._lock = threading.Lock()

    def __call__(self, name: str, text: str) -> T:
        """The value of `text`, the parameter `name` as it is now; else the value before it, see the class."""
        known = self._read.get(name)
        if known is not None and known[0] == text:
            return known[1]
        with self._lock:
            return self._read_anew(name, text)

    def _read_anew(self, name: str, text: str) -> T:
        known = self._read.get(name)
        if known is not None and known[0] == text:  # another thread was quicker
            return known[1]
        try:
            value = self._parse(text)
        except ValueError as error:
            if known is None:
                raise ParameterInvalid(f"Parameter {name} cannot be read: {error}") from error
            value = known[1]
            logger.error("Parameter %s was changed to what cannot be read: %s %s", name, error, _ADVICE)
        self._read[name] = (text, value)
        return value


_ADVICE = "Its value before that stays in force in this process; a new process cannot start with it. Mend it."
