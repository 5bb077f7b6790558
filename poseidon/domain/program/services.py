"""Writes to the programme: rooms, and sessions with who and what is in them."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from poseidon.domain.custom_fields.answers import Answers
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.editing.documents import Document
from poseidon.domain.editing.lists import OwnedList
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.writing import Edited, add, delete, edit
from poseidon.domain.program.models import Room, Session, SessionAbstract, SessionPerson


def _refuse_contradictions(session: Session, written: Collection[str]) -> None:
    if {"start", "end"} & set(written) and session.start and session.end and session.end < session.start:
        raise ValidationError({"end": _("It ends before it begins.")})


PEOPLE: Final = OwnedList(
    name="people",
    model=SessionPerson,
    owner="session_id",
    columns=("pid", "role"),
    known_by="pid",
    apart=("role",),
)
ABSTRACTS: Final = OwnedList(
    name="abstracts",
    model=SessionAbstract,
    owner="session_id",
    columns=("abstract_id",),
    known_by="abstract_id",
)
SESSION: Final = Document(
    model=Session,
    columns=(
        *("conference_code", "title", "subtitle", "type", "track", "language", "room_id", "day"),
        *("start", "end", "summary", "description", "url", "public", "do_not_record", "do_not_stream"),
        *("recording_license", "recording_url"),
    ),
    parts=(PEOPLE, ABSTRACTS, Answers(CstmFlds.Entity.SESSION)),
    check=_refuse_contradictions,
)
ROOM: Final = Document(model=Room, columns=("conference_code", "name", "capacity", "order", "description"))


def add_session(*, values: Mapping[str, Any]) -> Session:
    """A new session; `values` by column, people by `people.+`, abstracts by `abstracts.+`, answers by
    `custom.5`. Raises ValidationError."""
    session: Session = add(SESSION, values=values)
    return session


def edit_session(session: Session, *, changes: Mapping[str, Any], expected: Mapping[str, Plain]) -> Edited:
    """Writes what changed, people and abstracts too; raises as `poseidon.domain.editing.writing.edit`."""
    return edit(SESSION, session, changes=changes, expected=expected)


def delete_session(session: Session, *, expected: Mapping[str, Plain]) -> None:
    """Deletes a session with who and what is in it; raises as `writing.delete`."""
    delete(SESSION, session, expected=expected)


def add_room(*, values: Mapping[str, Any]) -> Room:
    """A new room; `values` by column. Raises ValidationError."""
    room: Room = add(ROOM, values=values)
    return room


def edit_room(room: Room, *, changes: Mapping[str, Any], expected: Mapping[str, Plain]) -> Edited:
    """Writes what changed; raises as `poseidon.domain.editing.writing.edit`."""
    return edit(ROOM, room, changes=changes, expected=expected)


def delete_room(room: Room, *, expected: Mapping[str, Plain]) -> None:
    """Deletes a room without sessions; raises as `writing.delete`."""
    delete(ROOM, room, expected=expected)
