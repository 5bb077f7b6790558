"""Editing sessions, with who and what is in them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from poseidon.domain.conferences.selectors import conference_with_code
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.selectors import values_in_use
from poseidon.domain.editing.writing import Edited
from poseidon.domain.program.models import Session, SessionPerson
from poseidon.domain.program.selectors import day_of, rooms_of
from poseidon.domain.program.services import (
    ABSTRACTS,
    PEOPLE,
    SESSION,
    add_session,
    delete_session,
    edit_session,
)
from poseidon.web.formats import day_name
from poseidon.web.workspace.editing.at_conference import ConferenceRowPages
from poseidon.web.workspace.editing.fields import looks_like_web
from poseidon.web.workspace.editing.forms import RowForm
from poseidon.web.workspace.editing.lines import Lines
from poseidon.web.workspace.editing.named_rows import (
    AbstractField,
    PersonField,
    abstracts_by_id,
    names_of_people,
)


class SessionForm(RowForm):
    """A session's own columns, its people and its abstracts."""

    document = SESSION
    groups = (
        (_("Session"), ("title", "subtitle", "type", "track", "language", "public")),
        (_("When and where"), ("start", "end", "day", "room_id")),
        (_("What"), ("summary", "description", "url")),
        (_("Recording"), ("do_not_record", "do_not_stream", "recording_license", "recording_url")),
    )

    def names_in(self, sheet: Mapping[str, Plain]) -> dict[int, str]:
        """The people of the session."""
        return names_of_people(
            sheet[f"people.{number}"]["pid"] for number in sheet.get(PEOPLE.order_key) or ()
        )

    def field_of(self, name: str) -> forms.Field:
        """Rooms of the conference are chosen, types and tracks offered, addresses checked where touched."""
        code = self.around.conference.code if self.around.conference else ""
        if name == "room_id":
            return self._room(code)
        made = super().field_of(name)
        if name in ("url", "recording_url"):
            made.validators = [*made.validators, looks_like_web]
        if name in ("type", "track"):
            made.offered = values_in_use(Session, name, conference=code)  # type: ignore[attr-defined]
        if name in ("start", "end"):
            made.help_text = _("Time in %(zone)s") % {"zone": self.around.zone}
        if name == "day":
            made.label = _("Day of the programme")
            made.help_text = _("For a talk after midnight, the day before. Empty: the day it starts.")
        return made

    def _room(self, code: str) -> forms.Field:
        rooms = [(room.id, str(room)) for room in (rooms_of(code) if code else ())]
        now = self.sheet.get("room_id")
        if now is not None and now not in dict(rooms):
            rooms.append((now, _("Room %(number)s, not of this conference") % {"number": now}))
        choices = [("", _("No room")), *rooms]
        return forms.TypedChoiceField(
            choices=choices, coerce=int, empty_value=None, required=False, label=_("Room")
        )

    def own_lists(self) -> list[Lines]:
        """The people with their roles, and the abstracts."""
        return [
            Lines(
                PEOPLE,
                title=_("People"),
                names=self.names,
                who=lambda: PersonField(self.names, label=_("Name, e-mail or number")),
                columns={"role": self._role},
            ),
            Lines(
                ABSTRACTS,
                title=_("Abstracts"),
                names=(titles := self._titles()),
                who=lambda: self._abstract(titles),
                columns={},
            ),
        ]

    def _role(self) -> forms.Field:
        """Free text with the usual ones offered: legacy rows know more roles than we do."""
        role = forms.CharField(max_length=20, required=False, empty_value=None, label=_("Role"))
        role.offered = list(SessionPerson.Role.values)  # type: ignore[attr-defined]
        return role

    def _titles(self) -> dict[int, str]:
        ids = [
            self.sheet[f"abstracts.{number}"]["abstract_id"]
            for number in self.sheet.get(ABSTRACTS.order_key) or ()
        ]
        return {number: str(row) for number, row in abstracts_by_id(ids).items()}

    def _abstract(self, titles: dict[int, str]) -> forms.Field:
        code = self.around.conference.code if self.around.conference else ""
        return AbstractField(titles, conference=code, label=_("Number or title"))


class SessionPages(ConferenceRowPages):
    """Edit, add and delete sessions."""

    document = SESSION
    form_class = SessionForm
    section = "sessions"
    kind = "session"
    new_title = _("New session")
    entity = CstmFlds.Entity.SESSION

    def find(self, **key: Any) -> Session | None:
        found: Session | None = Session.objects.filter(id=key["number"]).first()
        return found

    def address(self, row: Session) -> str:
        """The conference's programme, at the session."""
        conference = conference_with_code(row.conference_code or "")
        day = day_name(day_of(row, conference.tzinfo if conference is not None else dt.UTC))
        return f"{self.conference_address(row.conference_code)}?day={day}#session-{row.pk}"

    def list_address(self, row: Session | None) -> str:
        return self.conference_address(row.conference_code if row else "")

    def save(self, row: Session, *, changes: dict[str, Any], expected: dict[str, Plain]) -> Edited:
        return edit_session(row, changes=changes, expected=expected)

    def make(self, values: dict[str, Any]) -> Session:
        return add_session(values=values)

    def remove(self, row: Session, *, expected: dict[str, Plain]) -> None:
        delete_session(row, expected=expected)
