"""Rows that another row owns, in an order of their own: an abstract's authors, a session's people.

Keys, for a list called `authors`: `authors.7` row 7 as a whole (write GONE to delete it), `authors.7.pid` one
of its columns, `authors.order` the rows' ids in order, `authors.+` the rows to add, as dicts of columns.
In an order to write, "+0" stands for the first row to add; who is not mentioned comes last.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from poseidon.domain.editing.plain import GONE, Plain, plain
from poseidon.tenancy.api import TenantModel


@dataclass(frozen=True)
class OwnedList:
    """The rows of `model` whose `owner` is the row, with `columns`; `known_by` is what each is about.

    Two rows about the same must differ in one of `apart`: who chairs a session may speak in it too.
    """

    name: str
    model: type[TenantModel]
    owner: str
    columns: tuple[str, ...]
    known_by: str
    order: str = "order"
    apart: tuple[str, ...] = ()

    def identity(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """What no two rows that are added may share."""
        return (values.get(self.known_by), *(_folded(values.get(name)) for name in self.apart))

    @property
    def order_key(self) -> str:
        """The key of the order; to ask for it asks for the whole list."""
        return f"{self.name}.order"

    def rows(self, owner: TenantModel, *, lock: bool = False) -> list[Any]:
        """The rows in order; one query."""
        rows = self.model.objects.filter(**{self.owner: owner.pk})
        ordered = rows.order_by(F(self.order).asc(nulls_last=True), "id")
        return list(ordered.select_for_update() if lock else ordered)

    def read(self, row: TenantModel, *, keys: Collection[str], lock: bool) -> dict[str, Plain]:  # noqa: ARG002 - all
        """All rows, whatever `keys` ask for."""
        return self.told(self.rows(row, lock=lock))

    def told(self, rows: Iterable[Any]) -> dict[str, Plain]:
        """`rows`, which are in order, as values by key."""
        values: dict[str, Plain] = {self.order_key: [], f"{self.name}.+": None}
        for row in rows:
            told = {name: plain(getattr(row, name)) for name in self.columns}
            values[self.order_key].append(row.pk)
            values[f"{self.name}.{row.pk}"] = told
            values |= {f"{self.name}.{row.pk}.{name}": value for name, value in told.items()}
        return values

    def write(self, row: TenantModel, values: Mapping[str, Any]) -> None:
        """Deletes, changes, adds and orders; rows that are gone by now stay gone."""
        rows = {each.pk: each for each in self.rows(row)}
        changed: dict[int, set[str]] = {}
        for key, value in values.items():
            number, _, column = key.removeprefix(f"{self.name}.").partition(".")
            if number.isdecimal() and (each := rows.get(int(number))) is not None:
                if column:
                    setattr(each, column, value)
                    changed.setdefault(each.pk, set()).add(column)
                elif value == GONE:
                    rows.pop(each.pk).delete()
        added = self._to_add(row, rows.values(), values.get(f"{self.name}.+") or ())
        self._put_in_order(rows, added, values.get(self.order_key), changed)
        self._save(rows, added, changed)

    def _to_add(
        self, owner: TenantModel, rows: Iterable[Any], new: Iterable[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Rows to add by their place in an order; not those that somebody else has added by now."""
        there = {self.identity(vars(row)) for row in rows}
        return {
            f"+{place}": self.model(**{self.owner: owner.pk}, **values)
            for place, values in enumerate(new)
            if self.identity(values) not in there
        }

    def _put_in_order(
        self, rows: dict[int, Any], added: dict[str, Any], order: Any, changed: dict[int, set[str]]
    ) -> None:
        """Numbers all rows anew if an order is asked for, else only those to add."""
        every: dict[Any, Any] = {**rows, **added}
        if order is None:
            last = max((getattr(row, self.order) or 0 for row in rows.values()), default=0)
            for place, row in enumerate(added.values(), start=max(last, len(rows)) + 1):
                setattr(row, self.order, place)
            return
        wanted = dict.fromkeys([*(key for key in order if key in every), *every])
        for place, key in enumerate(wanted, start=1):
            if getattr(every[key], self.order) != place:
                setattr(every[key], self.order, place)
                if isinstance(key, int):
                    changed.setdefault(key, set()).add(self.order)

    def _save(self, rows: dict[int, Any], added: dict[str, Any], changed: dict[int, set[str]]) -> None:
        for number, names in changed.items():
            if number in rows:
                self._refuse_what_does_not_fit(rows[number], names)
                rows[number].save(update_fields=sorted(names))
        for row in added.values():
            self._refuse_what_does_not_fit(row, {*self.columns, self.order})
            row.save(force_insert=True)

    def _refuse_what_does_not_fit(self, row: Any, names: Collection[str]) -> None:
        """ValidationError for a value of another type or length."""
        fields = self.model._meta.concrete_fields
        row.clean_fields(exclude=[field.name for field in fields if field.attname not in names])

    def remove(self, row: TenantModel) -> None:
        """One by one, so that each leaves its trace."""
        for each in self.rows(row):
            each.delete()


def _folded(value: Any) -> Any:
    return value.strip().casefold() if isinstance(value, str) else value or ""
