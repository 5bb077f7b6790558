"""Orders that an index serves: a large table is sorted by nothing else.

An index is a tuple of the model's own fields, in the order in which the database's index has its columns and
ending in the primary key, which InnoDB adds to every index.
"""

from collections.abc import Sequence

Index = tuple[str, ...]
Ordering = tuple[str, ...]


def served(asked: Sequence[str], indexes: Sequence[Index]) -> Ordering | None:
    """The order that begins as `asked` and that one of `indexes` has, forwards or backwards; else None."""
    if not asked or not isinstance(asked[0], str):
        return None
    first = asked[0].removeprefix("-")
    for index in indexes:
        if index[0] == first:
            sign = "-" if asked[0].startswith("-") else ""
            return tuple(f"{sign}{name}" for name in index)
    return None
