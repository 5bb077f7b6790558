"""What is edited together: columns of one row, and what belongs to the row in other tables."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from poseidon.domain.editing.plain import Plain, plain
from poseidon.tenancy.api import TenantModel


class Part(Protocol):
    """What belongs to a row in another table, as values by key; each part's keys begin with its name."""

    @property
    def name(self) -> str:
        """The beginning of its keys, before the first dot."""

    def read(self, row: TenantModel, *, keys: Collection[str], lock: bool) -> dict[str, Plain]:
        """Its values as they are now, at least those that `keys` ask for; locked if so wished."""

    def write(self, row: TenantModel, values: Mapping[str, Any]) -> None:
        """Writes `values`, which are its own; ValidationError for what is not allowed."""

    def remove(self, row: TenantModel) -> None:
        """Deletes all of it, because the row goes."""


def anything_goes(row: Any, written: Collection[str]) -> None:
    """The check of documents whose columns do not depend on each other."""


@dataclass(frozen=True)
class Document:
    """`columns` (attribute names; a foreign key's with `_id`) of `model`, and its `parts`.

    `check(row, written)` raises ValidationError where the row as it would be saved contradicts itself;
    `written` are the columns that change, so that old contradictions elsewhere do not get in the way.
    """

    model: type[TenantModel]
    columns: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    check: Callable[[Any, Collection[str]], None] = anything_goes

    def read(self, row: TenantModel, *, keys: Collection[str], lock: bool = False) -> dict[str, Plain]:
        """The row's own values among `keys`, and those of the parts that `keys` speak of; plain.

        One query a part that is asked for; none for the row.
        """
        values = {name: plain(getattr(row, name)) for name in self.columns if name in keys}
        for part in self.parts:
            if any(belongs(key, part) for key in keys):
                values |= part.read(row, keys=keys, lock=lock)
        return values


def belongs(key: str, part: Part) -> bool:
    """Whether a key is one of the part's."""
    return key.partition(".")[0] == part.name and "." in key
