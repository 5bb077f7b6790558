"""The one place through which an import writes; a rehearsal goes through the motions and writes nothing."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, Final

from django.db import connections

from poseidon.tenancy.api import TenantModel

BATCH: Final = 500  # rows a statement: well below the servers' limits on parameters
LONGEST: Final = 1_000_000  # characters a statement: as far below their limits on packets
Advance = Callable[[int], None]


class Store:
    """Writes rows of the current tenant; `alias` is its database. Counts what it wrote."""

    def __init__(self, alias: str, *, advance: Advance = lambda _number: None) -> None:
        self.alias, self._advance = alias, advance
        self.written = 0

    def insert(self, rows: Sequence[TenantModel], *, known_by: tuple[str, ...] = ()) -> None:
        """Makes `rows`, all of one model, and gives them their keys.

        `known_by` names the columns by which a row is found again on servers that do not return keys;
        empty where nobody needs the keys.
        """
        if not rows:
            return
        model = type(rows[0])
        returns = connections[self.alias].features.can_return_rows_from_bulk_insert
        newest = 0 if returns or not known_by else _newest_key(model)
        for batch in _batches(rows):
            model.objects.bulk_create(batch)
            self._advance(len(batch))
        if known_by and rows[0].pk is None:
            _find_keys(model, rows, known_by, newest)
        self.written += len(rows)

    def update(self, row: TenantModel, columns: Sequence[str]) -> None:
        """Writes `columns` of a row that is there, and when it was changed."""
        stamps = [name for name in ("updated_at",) if hasattr(row, name)]
        row.save(update_fields=[*columns, *stamps])
        self._advance(1)
        self.written += 1

    def unchanged(self, number: int = 1) -> None:
        """Nothing to write for `number` rows: only the progress moves."""
        self._advance(number)


class Rehearsal(Store):
    """Counts what would be written. New rows get keys below zero, so that others can refer to them."""

    def __init__(self, alias: str, *, advance: Advance = lambda _number: None) -> None:
        super().__init__(alias, advance=advance)
        self._keys = count(-1, -1)

    def insert(self, rows: Sequence[TenantModel], *, known_by: tuple[str, ...] = ()) -> None:  # noqa: ARG002 - the contract's
        """As if made."""
        for row in rows:
            row.pk = row.pk or next(self._keys)
        self._advance(len(rows))

    def update(self, row: TenantModel, columns: Sequence[str]) -> None:  # noqa: ARG002 - the contract's
        """As if written."""
        self._advance(1)


def _batches(rows: Sequence[TenantModel]) -> Iterator[list[TenantModel]]:
    """`rows` in portions of no more than BATCH rows and, unless one alone is longer, LONGEST characters."""
    batch: list[TenantModel] = []
    length = 0
    for row in rows:
        size = sum(len(value) for value in vars(row).values() if isinstance(value, str))
        if batch and (len(batch) == BATCH or length + size > LONGEST):
            yield batch
            batch, length = [], 0
        batch.append(row)
        length += size
    yield batch


def _newest_key(model: type[TenantModel]) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _find_keys(
    model: type[TenantModel], rows: Sequence[TenantModel], known_by: tuple[str, ...], newest: int
) -> None:
    """Gives new rows the keys that the server chose: they are those above `newest`, of the same conference,
    since another's import may make rows of the same names meanwhile."""
    made = model.objects.filter(pk__gt=newest)
    if hasattr(rows[0], "conference_code"):
        made = made.filter(conference_code=rows[0].conference_code)
    told = made.values_list("pk", *known_by)
    keys: dict[tuple[Any, ...], int] = {tuple(names): key for key, *names in told}
    for row in rows:
        row.pk = keys[tuple(getattr(row, name) for name in known_by)]
