"""What tells one list from another."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from poseidon.domain.bulk_changes.services import Change
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.listings.answers import Question
from poseidon.domain.listings.table import Table
from poseidon.web.workspace.lists.filters import Filter, filter_by, gone_from

Text = str | Promise
Values = Mapping[str, Any]
Conferences = Mapping[str, PlanionContainer]


class Title(NamedTuple):
    """How a row is called, and the page about it; `known` is False where what it refers to is gone."""

    text: str
    address: str
    known: bool = True


class Action(NamedTuple):
    """A bulk change that can be chosen."""

    name: str
    label: Text
    change: Change


def no_actions() -> Iterable[Action]:
    """For lists in which nothing is changed in bulk."""
    return ()


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """`lead` is the column that names a row; `needs` are columns that are read though not shown."""

    table: Table
    lead: str
    title: Callable[[Values, Conferences], Title]
    needs: tuple[str, ...]
    filters: tuple[Filter, ...]
    search: Text
    """What the search field looks for."""
    nothing: Text
    how: Text
    """What an empty list says, and how rows come into it."""
    add: str
    """The route of the page that adds a row."""
    edit: str = ""
    """The route of the page that edits one, where no other page leads there."""
    actions: Callable[[], Iterable[Action]] = no_actions

    @property
    def name(self) -> str:
        """In routes, addresses and file names."""
        return self.table.name

    def filters_for(self, request: HttpRequest, questions: Iterable[Question]) -> list[Filter]:
        """The filters, one for each of these custom fields, and what the address asks for beyond them."""
        filters = [*self.filters, *map(filter_by, questions)]
        return [*filters, *gone_from(request, filters)]

    def address(self, part: str = "") -> str:
        """Of the list, or of its `export` or `bulk`."""
        return reverse(f"workspace:{self.name}" + (f"-{part}" if part else ""))
