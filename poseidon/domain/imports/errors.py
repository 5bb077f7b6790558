"""Why a file is refused."""

from collections.abc import Callable
from typing import Final, TypeVar

Told = TypeVar("Told")
Read = TypeVar("Read")
_LONGEST: Final = 60  # characters of a value that a message repeats


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
    except OverflowError as error:
        reason = f"{told!s:.60} leads beyond the calendar, which ends with 9999"
        raise FileRefusedError(reason, place=place) from error
    except ValueError as error:
        raise FileRefusedError(str(error), place=place) from error


def quoted(value: str) -> str:
    """`value` in quotes for a message; no more than its beginning where it is long."""
    return repr(value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…")
