"""Editing registrations."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.selectors import values_in_use
from poseidon.domain.editing.writing import Edited
from poseidon.domain.registrations.models import Registration
from poseidon.domain.registrations.services import (
    REGISTRATION,
    add_registration,
    delete_registration,
    edit_registration,
)
from poseidon.web.listing import asked
from poseidon.web.workspace.editing.at_conference import ConferenceRowPages
from poseidon.web.workspace.editing.forms import RowForm, Surroundings
from poseidon.web.workspace.editing.named_rows import PersonField, names_of_people


class RegistrationForm(RowForm):
    """A registration's own columns."""

    document = REGISTRATION
    groups = (
        (_("Registration"), ("pid", "category", "status")),
        (_("Payment"), ("amount", "currency", "paid")),
        (_("When"), ("registered_at", "cancelled_at")),
    )
    required_columns = frozenset(("pid",))

    def names_in(self, sheet: Mapping[str, Plain]) -> dict[int, str]:
        """Who registered; for a new one, whoever the address names."""
        return names_of_people([sheet.get("pid"), (self.initial or {}).get("pid")])

    def field_of(self, name: str) -> forms.Field:
        """The person by name; what other registrations say is offered for some."""
        if name == "pid":
            return PersonField(
                self.names, label=_("Person"), help_text=_("Name, e-mail or number."), required=True
            )
        made = super().field_of(name)
        if name in ("category", "status"):
            code = self.around.conference.code if self.around.conference else ""
            made.offered = values_in_use(Registration, name, conference=code)  # type: ignore[attr-defined]
        if name == "currency":
            told = _("Three letters, as in EUR.")
            made.validators = [*made.validators, RegexValidator(r"^[A-Z]{3}$", told)]
            made.help_text = told
        if name in ("registered_at", "cancelled_at"):
            made.help_text = _("Time in %(zone)s") % {"zone": self.around.zone}
        return made


class RegistrationPages(ConferenceRowPages):
    """Edit, add and delete registrations."""

    document = REGISTRATION
    form_class = RegistrationForm
    section = "registrations"
    kind = "registration"
    new_title = _("New registration")
    entity = CstmFlds.Entity.REGISTRATION

    def find(self, **key: Any) -> Registration | None:
        found: Registration | None = Registration.objects.filter(id=key["number"]).first()
        return found

    def initial(self, request: HttpRequest, around: Surroundings) -> dict[str, Any]:
        """`?pid=` names the person."""
        pid = asked(request, "pid")
        person = {"pid": int(pid)} if pid.isascii() and pid.isdecimal() and len(pid) < 10 else {}
        return {**super().initial(request, around), **person}

    def address(self, row: Registration) -> str:
        """The person's page, where their registrations are; the list where the person is gone."""
        person = row.person
        return reverse("workspace:person", args=[person.pid]) if person else self.list_address(row)

    def list_address(self, row: Registration | None) -> str:
        return reverse("workspace:registrations")

    def save(self, row: Registration, *, changes: dict[str, Any], expected: dict[str, Plain]) -> Edited:
        return edit_registration(row, changes=changes, expected=expected)

    def make(self, values: dict[str, Any]) -> Registration:
        return add_registration(values=values)

    def remove(self, row: Registration, *, expected: dict[str, Plain]) -> None:
        delete_registration(row, expected=expected)
