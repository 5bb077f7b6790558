"""A form for a document: what its columns, lists and custom fields need, and what a person changed in it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.forms.boundfield import BoundField
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.custom_fields.answers import answer_key
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.editing.documents import Document
from poseidon.domain.editing.plain import GONE, Plain, plain, same
from poseidon.web.workspace.editing.answers import AnswerField
from poseidon.web.workspace.editing.fields import MomentField, field_of_column
from poseidon.web.workspace.editing.lines import Line, Lines
from poseidon.web.workspace.editing.untouched import untouched

Text = str | Promise
Groups = Sequence[tuple[Text, Sequence[str]]]


@dataclass(frozen=True)
class Surroundings:
    """What a form must know beside the row: its conference, the clock of its times, its custom fields."""

    conference: PlanionContainer | None = None
    zone: dt.tzinfo = dt.UTC
    questions: Sequence[CstmFlds] = ()


@dataclass(frozen=True)
class Group:
    """Fields under one legend."""

    title: Text
    fields: list[BoundField]


class RowForm(forms.Form):
    """Edits the values in `sheet`, which are plain and as the person saw them; no values for a new row.

    `changes` are, once the form is valid, the values that the person touched, by the document's keys.
    """

    document: ClassVar[Document]
    groups: ClassVar[Groups]
    required_columns: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self, data: Any = None, *, sheet: Mapping[str, Plain], around: Surroundings, initial: Any = None
    ) -> None:
        super().__init__(data, initial={**(initial or {}), **sheet}, label_suffix="")
        self.sheet, self.around, self.is_new = sheet, around, not sheet
        self.changes: dict[str, Any] = {}
        self.names = self.names_in(sheet)
        for name in self._columns_shown():
            self.fields[name] = self.field_of(name)
        for question in around.questions:
            key = answer_key(question)
            if self.is_new or key in sheet:
                self.fields[key] = AnswerField(question, sheet.get(key))
        self.lists = self.own_lists()
        for each in self.lists:
            each.add_to(self, sheet)
        self._finish_fields()

    def _finish_fields(self) -> None:
        for name, made in self.fields.items():
            if hasattr(made, "offered"):
                made.widget.attrs["list"] = f"id_{name}_offered"
            if isinstance(made, forms.ChoiceField):
                self._offer_what_is_there(made, self.initial.get(name))

    def field_of(self, name: str) -> forms.Field:
        """The form field of a column; subclasses know better for some."""
        made = field_of_column(self.column(name), self.around.zone)
        made.required = name in self.required_columns
        return made

    def _offer_what_is_there(self, made: forms.ChoiceField, value: Plain) -> None:
        """A browser sends the first choice where the row's own is not offered, which nobody chose."""
        choices: Any = made.choices
        if not self.is_new and str(value or "") not in {str(code) for code, _label in choices}:
            made.choices = [(value or "", str(value or "–")), *choices]

    def own_lists(self) -> list[Lines]:
        """The lists of rows that belong to the row."""
        return []

    def names_in(self, sheet: Mapping[str, Plain]) -> dict[int, str]:
        """The names of the people whom `sheet` mentions, by number; one query at most."""
        return {}

    def column(self, name: str) -> "Field[Any, Any]":
        """The model's field for one of the document's columns."""
        found: Field[Any, Any] = self.document.model._meta.get_field(name.removesuffix("_id"))  # type: ignore[assignment]
        return found

    # -- what was sent

    def _clean_fields(self) -> None:
        """As Django's, for fields that were touched; the others keep what they had, whatever it is."""
        for name, bound in self._bound_items():  # type: ignore[attr-defined]
            if untouched(bound) and not (self.is_new and bound.field.required):
                self.cleaned_data[name] = bound.initial
                continue
            try:
                self.cleaned_data[name] = bound.field.clean(bound.data)
            except ValidationError as refused:
                self.add_error(name, refused)
            else:
                self._note_change(name, self.cleaned_data[name])

    def _note_change(self, name: str, value: Any) -> None:
        """What was typed anew and says the same as before is no change, nor can it be in conflict."""
        if name in self.sheet and not same(plain(value), self.sheet[name]):
            self.changes[name] = value

    def clean(self) -> None:
        """Adds what was done to the lists."""
        for each in self.lists:
            self.changes |= each.changes(self.cleaned_data, self.add_error)

    @property
    def values(self) -> dict[str, Any]:
        """For a new row: everything that says something."""
        said = {
            name: value
            for name, value in self.cleaned_data.items()
            if value is not None
            and (name in self._columns_shown() or isinstance(self.fields[name], AnswerField))
        }
        return said | {key: value for key, value in self.changes.items() if key.endswith((".+", ".order"))}

    def _columns_shown(self) -> list[str]:
        return [name for _title, names in self.groups for name in names]

    def refuse(self, refused: ValidationError) -> None:
        """Shows what a service refused at the fields it is about."""
        if not hasattr(refused, "error_dict"):
            self.add_error(None, refused)
            return
        for name, errors in refused.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    # -- what the page shows

    def shown_groups(self) -> list[Group]:
        """Columns under their legends, then custom fields, each conference's by themselves."""
        found = [Group(title, [self[name] for name in names]) for title, names in self.groups]
        asked: dict[str, list[BoundField]] = {}
        for question in self.around.questions:
            if (key := answer_key(question)) in self.fields:
                asked.setdefault((question.conference_code or "").strip(), []).append(self[key])
        return found + [Group(_asked_at(code), bound) for code, bound in asked.items()]

    def shown_lists(self) -> list[tuple[Lines, list[Line]]]:
        """The lists with their lines."""
        return [(each, each.shown(self)) for each in self.lists]

    def label_of(self, key: str) -> str:
        """What a key is called."""
        owner = self._list_of(key)
        if owner is not None:
            columns = {name: str(field.label) for name, field in self._column_fields(owner).items()}
            return owner.label(key, columns)
        return str(self.fields[key].label) if key in self.fields else key

    def told(self, key: str, value: Plain) -> str:
        """A plain value in words."""
        owner = self._list_of(key)
        if value in (None, ""):
            return ""
        if owner is not None and (words := owner.told(key, value)) is not None:
            return words
        if value == GONE:
            return _("removed")
        column = key.rpartition(".")[2] if owner is not None else key
        field = self._column_fields(owner).get(column) if owner is not None else self.fields.get(key)
        return self.told_by(column, field, value)

    def told_by(self, name: str, field: forms.Field | None, value: Plain) -> str:
        """A value of one field in words."""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(field, MomentField):
            told = field.prepare_value(value).replace("T", " ")
            return f"{told} {self.around.zone}"
        if isinstance(field, forms.DateField):
            return date_format(dt.date.fromisoformat(value), "j M Y")
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            return {str(code): str(label) for code, label in choices}.get(str(value), str(value))
        shown = field.prepare_value(value) if field is not None else value
        return ", ".join(shown) if isinstance(shown, list) else str(shown)

    def _list_of(self, key: str) -> Lines | None:
        start, dot, _rest = key.partition(".")
        return next((each for each in self.lists if dot and each.part.name == start), None)

    def _column_fields(self, owner: Lines) -> dict[str, forms.Field]:
        start = f"{owner.blank[0]}."
        return {
            name.removeprefix(start): made for name, made in self.fields.items() if name.startswith(start)
        }


def _asked_at(code: str) -> Text:
    return (
        _("Custom fields of %(conference)s") % {"conference": code} if code else gettext_lazy("Custom fields")
    )
