"""Editing rooms."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.writing import Edited
from poseidon.domain.program.models import Room
from poseidon.domain.program.services import ROOM, add_room, delete_room, edit_room
from poseidon.web.workspace.editing.at_conference import ConferenceRowPages
from poseidon.web.workspace.editing.forms import RowForm


class RoomForm(RowForm):
    """A room's own columns."""

    document = ROOM
    groups = ((_("Room"), ("name", "capacity", "order", "description")),)


class RoomPages(ConferenceRowPages):
    """Edit, add and delete rooms."""

    document = ROOM
    form_class = RoomForm
    section = "conferences"
    kind = "room"
    new_title = _("New room")

    def find(self, **key: Any) -> Room | None:
        found: Room | None = Room.objects.filter(id=key["number"]).first()
        return found

    def address(self, row: Room) -> str:
        """The list of the conference's rooms."""
        return self.list_address(row)

    def list_address(self, row: Room | None) -> str:
        if row is None or not (row.conference_code or "").strip():
            return reverse("workspace:conferences")
        return reverse("workspace:rooms", args=[row.conference_code.strip()])

    def save(self, row: Room, *, changes: dict[str, Any], expected: dict[str, Plain]) -> Edited:
        return edit_room(row, changes=changes, expected=expected)

    def make(self, values: dict[str, Any]) -> Room:
        return add_room(values=values)

    def remove(self, row: Room, *, expected: dict[str, Plain]) -> None:
        delete_room(row, expected=expected)
