"""Why a file is refused."""

from collections.abc import Callable
from typing import TypeVar

Told = TypeVar("Told")
Read = TypeVar("Read")


class FileRefusedError(Exception):
    """A file cannot be imported; nothing was written.

    `place` says where in the file (a line, an element, a path), `file` is filled in by whoever opened it.
    """

    def __init__(self, reason: str, *, place: str = "") -> None:
        super().__init__(reason)
        self.reason, self.place = reason, place
        self.file = ""

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.file, self.place, self.reason)))


class NotThisKindError(FileRefusedError):
    """The file is of a kind that this import does not read."""


def at(place: str, reader: Callable[[Told], Read], told: Told) -> Read:
    """`reader(told)`; its ValueError, or a date beyond the calendar, refuses what stands at `place`."""
    try:
        return reader(told)
    except (ValueError, OverflowError) as error:
        raise FileRefusedError(str(error), place=place) from error
