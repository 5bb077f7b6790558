"""A table: which columns rows of a kind have, how they are filtered, and in which orders."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from poseidon.commons.keyset import Key, Keyset, Rows
from poseidon.domain.listings.answers import Question, answer_columns, with_answers
from poseidon.domain.listings.columns import Column, Label
from poseidon.domain.people.reach import Sought
from poseidon.tenancy.api import TenantModel, TenantQuerySet

Asked = Mapping[str, str]
"""Filters by name, tidied, as somebody asked for them; empty where nothing was asked."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """`find` gives the rows that match what was asked, and how far it looked for people; what makes no sense
    is ignored."""

    name: str
    label: Label
    model: type[TenantModel]
    entity: str
    columns: tuple[Column, ...]
    default: tuple[str, ...]
    sort: str
    find: Callable[[Asked], Sought]

    @property
    def key(self) -> str:
        """The primary key's field."""
        return str(self.model._meta.pk.name)

    def every_column(self, questions: Iterable[Question]) -> list[Column]:
        """The columns, and one for each of these custom fields."""
        return [*self.columns, *answer_columns(self.entity, self.key, questions)]

    def seek(self, asked: Asked) -> Sought:
        """The rows that match, answers to custom fields included."""
        found = self.find(asked)
        return found._replace(rows=with_answers(found.rows, self.entity, asked))

    def rows(self, asked: Asked) -> TenantQuerySet:
        """As `seek`, without how far it looked."""
        return self.seek(asked).rows

    def ordered(self, rows: Rows, sort: str) -> Keyset:
        """`rows` by a column, descending with `-` before its name; else in the table's own order."""
        column = self._sortable(sort) or self._sortable(self.sort)
        descending = (sort if self._sortable(sort) else self.sort).startswith("-")
        return Keyset(rows, [Key(field, descending) for field in (column.sort if column else ())])

    def sort_of(self, asked: str) -> str:
        """`asked` where one can sort by it, else the table's own order."""
        return asked if self._sortable(asked) else self.sort

    def _sortable(self, sort: str) -> Column | None:
        name = sort.removeprefix("-")
        return next((column for column in self.columns if column.name == name and column.sort), None)


def chosen(columns: Iterable[Column], names: Iterable[str]) -> list[Column]:
    """The columns of these names, in their own order."""
    wanted = set(names)
    return [column for column in columns if column.name in wanted]
