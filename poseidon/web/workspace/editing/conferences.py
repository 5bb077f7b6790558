"""Editing conferences: the facts."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import conference_with_code
from poseidon.domain.conferences.services import (
    CONFERENCE,
    NEW_CONFERENCE,
    add_conference,
    delete_conference,
    edit_conference,
)
from poseidon.domain.conferences.zones import zone_names
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.custom_fields.selectors import fields_for
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.writing import Edited
from poseidon.web.reference_widget import ReferenceFormField
from poseidon.web.workspace.editing.fields import looks_like_web
from poseidon.web.workspace.editing.forms import Groups, RowForm, Surroundings
from poseidon.web.workspace.editing.pages import RowPages


class ConferenceForm(RowForm):
    """A conference's own columns."""

    document = CONFERENCE
    groups: ClassVar[Groups] = (
        (_("Conference"), ("name", "date", "dateend", "website", "active", "public")),
        (_("Place"), ("venue", "cityid", "timezone")),
        (_("Programme"), ("scheduled_start", "scheduled_end")),
        (_("Deadlines"), ("abstract_deadline", "registration_deadline", "confattend")),
    )

    def field_of(self, name: str) -> forms.Field:
        """The city is chosen, the zone offered, the address checked where it is touched."""
        if name == "cityid":
            return ReferenceFormField(PlanionContainer.city, label=_("City"), required=False)
        made = super().field_of(name)
        if name == "website":
            made.validators = [*made.validators, looks_like_web]
        if name == "timezone":
            made.offered = zone_names()  # type: ignore[attr-defined]
            made.help_text = _("Session times are kept in UTC: another zone shifts what the clocks show.")
        return made


class NewConferenceForm(ConferenceForm):
    """With the code, which never changes."""

    document = NEW_CONFERENCE
    groups: ClassVar[Groups] = ((_("Code"), ("code",)), *ConferenceForm.groups)
    required_columns = frozenset(("code",))


class ConferencePages(RowPages):
    """Edit, add and delete conferences."""

    document = CONFERENCE
    form_class = ConferenceForm
    section = "conferences"
    kind = "conference"
    new_title = _("New conference")

    def find(self, **key: Any) -> PlanionContainer | None:
        return conference_with_code(key["code"])

    def around(self, row: PlanionContainer) -> Surroundings:
        questions = fields_for(CstmFlds.Entity.CONFERENCE, row.code)
        return Surroundings(conference=row, zone=row.tzinfo, questions=questions)

    def around_new(self, request: HttpRequest, **key: Any) -> Surroundings | HttpResponse:
        return Surroundings(questions=fields_for(CstmFlds.Entity.CONFERENCE))

    def initial(self, request: HttpRequest, around: Surroundings) -> dict[str, Any]:
        return {"active": True}

    def address(self, row: PlanionContainer) -> str:
        return reverse("workspace:conference", args=[row.code.strip()])

    def list_address(self, row: PlanionContainer | None) -> str:
        return reverse("workspace:conferences")

    def key(self, row: PlanionContainer) -> str:
        return row.code.strip()

    def save(self, row: PlanionContainer, *, changes: dict[str, Any], expected: dict[str, Plain]) -> Edited:
        return edit_conference(row, changes=changes, expected=expected)

    def make(self, values: dict[str, Any]) -> PlanionContainer:
        return add_conference(values=values)

    def remove(self, row: PlanionContainer, *, expected: dict[str, Plain]) -> None:
        delete_conference(row, expected=expected)


class NewConferencePages(ConferencePages):
    """The same with the form for a new one."""

    form_class = NewConferenceForm
