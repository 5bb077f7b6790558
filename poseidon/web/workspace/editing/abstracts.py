"""Editing abstracts and the order of their authors."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from poseidon.domain.abstracts.models import Abstract, AbstractAuthors
from poseidon.domain.abstracts.selectors import abstract_with_id
from poseidon.domain.abstracts.services import ABSTRACT, AUTHORS, add_abstract, delete_abstract, edit_abstract
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.selectors import values_in_use
from poseidon.domain.editing.writing import Edited
from poseidon.web.workspace.editing.at_conference import ConferenceRowPages
from poseidon.web.workspace.editing.fields import field_of_column
from poseidon.web.workspace.editing.forms import RowForm
from poseidon.web.workspace.editing.lines import Lines
from poseidon.web.workspace.editing.named_rows import PersonField, names_of_people


class AbstractForm(RowForm):
    """An abstract's own columns and its authors."""

    document = ABSTRACT
    groups = (
        (_("Abstract"), ("title", "number", "status", "type", "track", "language", "presenter_pid")),
        (_("Text"), ("body",)),
    )
    offered = ("track", "type", "status")

    def names_in(self, sheet: Mapping[str, Plain]) -> dict[int, str]:
        """The presenter and the authors."""
        authors = (sheet[f"authors.{number}"]["pid"] for number in sheet.get(AUTHORS.order_key) or ())
        return names_of_people([sheet.get("presenter_pid"), *authors])

    def field_of(self, name: str) -> forms.Field:
        """The presenter by name; what other abstracts say is offered for some."""
        if name == "presenter_pid":
            told = _("Name, e-mail or number.")
            return PersonField(self.names, label=_("Presenter"), help_text=told)
        made = super().field_of(name)
        if name in self.offered:
            code = self.around.conference.code if self.around.conference else ""
            made.offered = values_in_use(Abstract, name, conference=code)  # type: ignore[attr-defined]
        return made

    def own_lists(self) -> list[Lines]:
        """The authors."""
        return [
            Lines(
                AUTHORS,
                title=_("Authors"),
                names=self.names,
                who=lambda: PersonField(self.names, label=_("Name, e-mail or number")),
                columns={name: partial(_author_field, name) for name in AUTHORS.columns[1:]},
            )
        ]


def _author_field(name: str) -> forms.Field:
    column: Any = AbstractAuthors._meta.get_field(name)
    return field_of_column(column, dt.UTC)


class AbstractPages(ConferenceRowPages):
    """Edit, add and delete abstracts."""

    document = ABSTRACT
    form_class = AbstractForm
    section = "abstracts"
    kind = "abstract"
    new_title = _("New abstract")
    entity = CstmFlds.Entity.ABSTRACT

    def find(self, **key: Any) -> Abstract | None:
        return abstract_with_id(key["number"])

    def address(self, row: Abstract) -> str:
        return reverse("workspace:abstract", args=[row.id])

    def list_address(self, row: Abstract | None) -> str:
        return reverse("workspace:abstracts")

    def save(self, row: Abstract, *, changes: dict[str, Any], expected: dict[str, Plain]) -> Edited:
        return edit_abstract(row, changes=changes, expected=expected)

    def make(self, values: dict[str, Any]) -> Abstract:
        return add_abstract(values=values)

    def remove(self, row: Abstract, *, expected: dict[str, Plain]) -> None:
        delete_abstract(row, expected=expected)
