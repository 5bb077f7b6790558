"""Fields in which a person or an abstract is named as people name them, by words or by number."""

import re
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from poseidon.domain.abstracts.models import Abstract
from poseidon.domain.abstracts.selectors import search_abstracts
from poseidon.domain.people.models import People
from poseidon.domain.people.selectors import people_by_pid, search_people
from poseidon.tenancy.api import TenantQuerySet

NUMBER_AT_END: Final = re.compile(r"(?:^|\()\s*(\d{1,10})\s*\)?\s*$")
NAMED_IN_ERRORS: Final = 5


class NamedRowField(forms.CharField):
    """The number of a row, shown as `Ada Lovelace (12)`; words are looked for when the form is sent.

    `names` are those of the rows that the form shows, by number.
    """

    noun = ""

    def __init__(self, names: dict[int, str], **options: Any) -> None:
        super().__init__(**{"required": False, "empty_value": None, **options})
        self.names = names
        self.widget.attrs |= {"autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """The row's name and number; its number alone where it is lost."""
        if isinstance(value, int):
            return f"{self.names[value]} ({value})" if value in self.names else str(value)
        return value

    def clean(self, value: Any) -> Any:
        """The number, None for nothing; ValidationError that names whom it may be."""
        text = super().clean(value)
        if text is None:
            return None
        number = NUMBER_AT_END.search(text)
        row = self.find(int(number[1])) if number else None
        return self.remember(row) if row is not None else self.remember(self._only_one(text))

    def _only_one(self, text: str) -> Model:
        found = list(self.search(text)[: NAMED_IN_ERRORS + 1])
        if not found:
            raise ValidationError(_("Nothing matches “%(text)s”.") % {"text": text}, code="dangling")
        if len(found) > 1:
            named = "; ".join(self.told(row) for row in found[:NAMED_IN_ERRORS])
            more = " …" if len(found) > NAMED_IN_ERRORS else ""
            raise ValidationError(
                _("Several match; enter the number of the right one: %(rows)s") % {"rows": named + more}
            )
        row: Model = found[0]
        return row

    def remember(self, row: Model) -> int:
        """The row's number, its name kept for messages."""
        self.names[row.pk] = str(row)
        return int(row.pk)

    def find(self, number: int) -> Model | None:
        """The row of this number."""
        raise NotImplementedError

    def search(self, text: str) -> TenantQuerySet:
        """Rows that `text` may mean."""
        raise NotImplementedError

    def told(self, row: Any) -> str:
        """A row, so that it can be told from its namesakes."""
        raise NotImplementedError


class PersonField(NamedRowField):
    """A person, by name, e-mail or number."""

    def find(self, number: int) -> Model | None:
        return people_by_pid([number]).get(number)

    def search(self, text: str) -> TenantQuerySet:
        return search_people(text)

    def told(self, row: Any) -> str:
        return ", ".join(filter(None, (f"{row} ({row.pid})", (row.organisation or "").strip())))


class AbstractField(NamedRowField):
    """An abstract of one conference, by number, title or id."""

    def __init__(self, names: dict[int, str], *, conference: str, **options: Any) -> None:
        super().__init__(names, **options)
        self.conference = conference

    def find(self, number: int) -> Model | None:
        return abstracts_by_id([number]).get(number)

    def search(self, text: str) -> TenantQuerySet:
        return search_abstracts(text, conference=self.conference)

    def told(self, row: Any) -> str:
        return f"{(row.number or '').strip()} {row} ({row.id})".strip()


def abstracts_by_id(ids: Iterable[int | None]) -> dict[int, Abstract]:
    """The abstracts of these ids, by id; one query."""
    wanted = {number for number in ids if number is not None}
    return {row.id: row for row in Abstract.objects.filter(id__in=wanted).defer("body")}


def names_of_people(pids: Iterable[int | None]) -> dict[int, str]:
    """The names of these people, by number; one query."""
    found: dict[int, People] = people_by_pid(pids)
    return {pid: person.full_name for pid, person in found.items()}
