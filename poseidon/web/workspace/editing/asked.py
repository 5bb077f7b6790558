"""What a conference asks: its custom fields, for admins."""

from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import conference_with_code
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.custom_fields.selectors import field_with_id, fields_of_conference
from poseidon.domain.custom_fields.services import FIELD, NEW_FIELD, WITH_CHOICES, add_field, edit_field
from poseidon.domain.custom_fields.types import choices_of
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.writing import Edited
from poseidon.web.access import members_only
from poseidon.web.workspace.editing.forms import Groups, RowForm, Surroundings
from poseidon.web.workspace.editing.pages import RowPages


@require_safe
@members_only("admin")
def fields(request: HttpRequest, code: str) -> HttpResponse:
    """All custom fields that are asked at a conference, by what they are about."""
    conference = _conference(code)
    asked = fields_of_conference(conference.code)
    groups = [
        (found[0].get_entity_display().lower(), [(field, _choices_of(field)) for field in found])
        for found in _by_entity(asked)
    ]
    context = {"section": "conferences", "conference": conference, "groups": groups}
    return render(request, "workspace/fields.html", context)


def _by_entity(asked: list[CstmFlds]) -> list[list[CstmFlds]]:
    return [list(found) for _entity, found in groupby(asked, key=lambda field: field.entity)]


def _choices_of(field: CstmFlds) -> list[str]:
    return choices_of(field) if field.type in WITH_CHOICES else []


def _conference(code: str) -> PlanionContainer:
    conference = conference_with_code(code)
    if conference is None:
        raise Http404
    return conference


def _code(code: str | None) -> str:
    """As the servers compare codes."""
    return (code or "").strip().casefold()


class FieldForm(RowForm):
    """What may change of a custom field."""

    document = FIELD
    groups: ClassVar[Groups] = (
        (gettext_lazy("Field"), ("label", "choices", "visibility", "order", "active")),
    )
    required_columns = frozenset(("label",))

    def field_of(self, name: str) -> forms.Field:
        """Choices only where there are some to make."""
        made = super().field_of(name)
        if name in ("visibility", "entity", "type"):
            made.choices = list(self.column(name).choices or ())  # type: ignore[attr-defined]
        if name == "active":
            made.label = _("In use")
            made.help_text = _("Answers are kept when a field is switched off.")
        if name == "order":
            made.help_text = _("Lower numbers come first.")
        return made


class ChoicelessFieldForm(FieldForm):
    """For fields that offer no choices."""

    groups: ClassVar[Groups] = ((gettext_lazy("Field"), ("label", "visibility", "order", "active")),)


class NewFieldForm(FieldForm):
    """With what never changes afterwards."""

    document = NEW_FIELD
    groups: ClassVar[Groups] = (
        (gettext_lazy("What is asked"), ("label", "entity", "type", "choices")),
        (gettext_lazy("Where"), ("conference_code", "visibility", "order", "active")),
        (gettext_lazy("For exports"), ("key",)),
    )
    required_columns = frozenset(("label", "entity", "type", "visibility"))

    def field_of(self, name: str) -> forms.Field:
        """This conference, or every one."""
        if name == "conference_code":
            conference = self.around.conference
            here = [(conference.code, str(conference))] if conference is not None else []
            choices = [*here, ("", _("Every conference"))]
            return forms.ChoiceField(choices=choices, required=False, label=_("Asked at"))
        made = super().field_of(name)
        if name == "key":
            made.help_text = _("Never changes later. Empty: made of the label.")
        if name == "entity":
            made.label = _("About each")
        if name == "choices":
            made.help_text = _("One a line; for fields with choices only.")
        return made


class FieldPages(RowPages):
    """Edit and add custom fields; none is deleted, because answers would be lost."""

    document = FIELD
    form_class = FieldForm
    section = "conferences"
    kind = "field"
    new_title = gettext_lazy("New custom field")

    def find(self, **key: Any) -> CstmFlds | None:
        """The field, if it is asked at the conference of the address."""
        field, conference = field_with_id(key["number"]), _conference(key["code"])
        if field is None or _code(field.conference_code) not in ("", _code(conference.code)):
            return None
        field.asked_at = conference  # type: ignore[attr-defined]
        return field

    def around(self, row: Any) -> Surroundings:
        return Surroundings(conference=row.asked_at)

    def around_new(self, request: HttpRequest, **key: Any) -> Surroundings:
        return Surroundings(conference=_conference(key["code"]))

    def form(self, data: Any, **options: Any) -> RowForm:
        """A new field's, one with choices, or one without."""
        row = options.pop("row")
        if row is None:
            return NewFieldForm(data, **options)
        with_choices = row.type in WITH_CHOICES
        return (FieldForm if with_choices else ChoicelessFieldForm)(data, **options)

    def initial(self, request: HttpRequest, around: Surroundings) -> dict[str, Any]:
        here = around.conference.code if around.conference is not None else None
        return {
            "conference_code": here,
            "active": True,
            "entity": CstmFlds.Entity.PERSON.value,
            "visibility": CstmFlds.Visibility.STAFF.value,
        }

    def own_address(self, row: Any, verb: str) -> str:
        """There is none to delete."""
        if verb == "delete":
            return ""
        return reverse("workspace:field-edit", args=[row.asked_at.code.strip(), row.pk])

    def address(self, row: Any) -> str:
        return reverse("workspace:fields", args=[row.asked_at.code.strip()])

    def list_address(self, row: Any) -> str:
        return reverse("workspace:conferences")

    def made_address(self, row: Any, around: Surroundings) -> str:
        return self.back(around)

    def back(self, around: Surroundings) -> str:
        code = around.conference.code.strip() if around.conference is not None else ""
        return reverse("workspace:fields", args=[code])

    def save(self, row: Any, *, changes: dict[str, Any], expected: dict[str, Plain]) -> Edited:
        edited = edit_field(row, changes=changes, expected=expected)
        edited.row.asked_at = row.asked_at
        return edited

    def make(self, values: dict[str, Any]) -> CstmFlds:
        code, kind = values.pop("conference_code", None), values.pop("type")
        return add_field(conference=code or None, kind=kind, **values)
