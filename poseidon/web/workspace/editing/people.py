"""Editing people."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from poseidon.domain.abstracts.selectors import contributions_of
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.custom_fields.selectors import conferences_answered, fields_for, fields_of_conferences
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.writing import Edited
from poseidon.domain.people.models import People
from poseidon.domain.people.selectors import person_with_pid
from poseidon.domain.people.services import PERSON, add_person, delete_person, edit_person
from poseidon.domain.program.selectors import roles_of
from poseidon.domain.registrations.selectors import registrations_of
from poseidon.web.workspace.editing.fields import looks_like_mail, looks_like_web
from poseidon.web.workspace.editing.forms import RowForm, Surroundings
from poseidon.web.workspace.editing.pages import RowPages


class PersonForm(RowForm):
    """A person's own columns."""

    document = PERSON
    groups = (
        (_("Name"), ("title", "first_name", "last_name", "degree", "organisation")),
        (_("Contact"), ("email", "phone", "city", "country")),
        (_("Profile"), ("biography", "photo", "public")),
    )

    def field_of(self, name: str) -> forms.Field:
        """E-mail and picture are checked where they are touched."""
        made = super().field_of(name)
        if name == "email":
            made.validators = [*made.validators, looks_like_mail]
            made.widget.attrs["inputmode"] = "email"
        if name == "photo":
            made.validators = [*made.validators, looks_like_web]
        if name == "public":
            made.help_text = _("Shown on public pages.")
        return made


class PersonPages(RowPages):
    """Edit, add and delete people."""

    document = PERSON
    form_class = PersonForm
    section = "people"
    kind = "person"
    new_title = _("New person")

    def find(self, **key: Any) -> People | None:
        return person_with_pid(key["pid"])

    def around(self, row: People) -> Surroundings:
        """The custom fields of every conference, and of those that the person has to do with."""
        conferences = {
            *(role.session.conference_code for role in roles_of(row.pid)),
            *(each.abstract.conference_code for each in contributions_of(row.pid)),
            *(registration.conference_code for registration in registrations_of(row.pid)),
            *conferences_answered(CstmFlds.Entity.PERSON, str(row.pid)),
        }
        return Surroundings(questions=fields_of_conferences(CstmFlds.Entity.PERSON, conferences))

    def around_new(self, request: HttpRequest, **key: Any) -> Surroundings | HttpResponse:
        return Surroundings(questions=fields_for(CstmFlds.Entity.PERSON))

    def address(self, row: People) -> str:
        return reverse("workspace:person", args=[row.pid])

    def list_address(self, row: People | None) -> str:
        return reverse("workspace:people")

    def save(self, row: People, *, changes: dict[str, Any], expected: dict[str, Plain]) -> Edited:
        return edit_person(row, changes=changes, expected=expected)

    def make(self, values: dict[str, Any]) -> People:
        return add_person(values=values)

    def remove(self, row: People, *, expected: dict[str, Plain]) -> None:
        delete_person(row, expected=expected)
