"""Sessions as a table."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from poseidon.commons.text_search import every_word_in, same_text
from poseidon.commons.zero_dates import is_no_date
from poseidon.domain.conferences.selectors import conference_with_code
from poseidon.domain.conferences.zones import on_days
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.listings.columns import Column, Kind, Source, plain
from poseidon.domain.listings.filters import NONE, SOME, day_asked, flag_is, number_of, text_is
from poseidon.domain.listings.table import Asked, Table
from poseidon.domain.people.reach import Sought
from poseidon.domain.program.models import Room, Session, SessionPerson
from poseidon.domain.program.selectors import Part, abstracts_of, parts_of
from poseidon.tenancy.api import TenantQuerySet


def find_sessions(asked: Asked) -> Sought:
    """`q`: words; `conference`; `day`: a date, in the conference's time zone, or none; `room`: its id, or
    none, also of a room that is gone; `track`, `type`, `language`: as they stand there, or none; `chair`,
    `speaker`, `people`: none or some; `public`: yes or no."""
    found: TenantQuerySet = Session.objects.filter(every_word_in(asked.get("q", ""), "title", "subtitle"))
    if asked.get("conference"):
        found = found.filter(same_text("conference_code", asked["conference"]))
    for name in ("track", "type", "language"):
        found = found.filter(text_is(name, asked.get(name, "")))
    found = found.filter(flag_is("public", asked.get("public", "")))
    found = found.filter(_in_room(asked.get("room", "")), _on_day(asked))
    for name in ("chair", "speaker", "people"):
        found = _with_people(found, name, asked.get(name, ""))
    return Sought(found)


def _in_room(asked: str) -> Q:
    if asked == NONE:
        return Q(~Exists(Room.objects.filter(pk=OuterRef("room_id"))))
    number = number_of(asked)
    return Q() if number is None else Q(room_id=number)


def _on_day(asked: Asked) -> Q:
    if asked.get("day") == NONE:
        return is_no_date("day") & is_no_date("start")
    date = day_asked(asked.get("day", ""))
    if date is None:
        return Q()
    conference = conference_with_code(asked.get("conference", "")) if asked.get("conference") else None
    zone = conference.tzinfo if conference else datetime.UTC
    return Q(day=date) | is_no_date("day") & on_days("start", zone, first=date, last=date)


def _with_people(found: TenantQuerySet, role: str, asked: str) -> TenantQuerySet:
    if asked not in (NONE, SOME):
        return found
    there = SessionPerson.objects.filter(session_id=OuterRef("pk"))
    there = there if role == "people" else there.filter(role=role)
    return found.filter(Exists(there) if asked == SOME else ~Exists(there))


def _parts(keys: Collection[Any], _wanted: Collection[str]) -> dict[int, list[Part]]:
    return parts_of(keys)


def _names(parts: list[Part] | None) -> tuple[str, ...]:
    return tuple(_name(part) for part in parts or ())


def _name(part: Part) -> str:
    name = part.person.full_name if part.person else "?"
    return f"{name} ({part.role})" if part.role and part.role != SessionPerson.Role.SPEAKER else name


def _abstracts(keys: Collection[Any], _wanted: Collection[str]) -> dict[int, int]:
    found = abstracts_of(keys)
    return {key: len(found.get(key, ())) for key in keys}


SESSIONS = Table(
    name="sessions",
    label=_("Sessions"),
    model=Session,
    entity=CstmFlds.Entity.SESSION.value,
    default=("title", "start", "room", "people", "type", "track", "conference"),
    sort="start",
    find=find_sessions,
    columns=(
        plain("title", _("Title")),
        plain("subtitle", _("Subtitle")),
        plain("day", _("Day"), Kind.DAY),
        plain("start", _("Start"), Kind.MOMENT),
        plain("end", _("End"), Kind.MOMENT),
        plain("room", _("Room"), field="room__name"),
        Column(name="people", label=_("People"), kind=Kind.NAMES, source=Source("id", _parts), make=_names),
        Column(name="abstracts", label=_("Abstracts"), kind=Kind.NUMBER, source=Source("id", _abstracts)),
        plain("type", _("Type")),
        plain("track", _("Track")),
        plain("conference", _("Conference"), field="conference_code"),
        plain("language", _("Language")),
        plain("public", _("Public"), Kind.FLAG),
        plain("do_not_record", _("Not recorded"), Kind.FLAG),
        plain("do_not_stream", _("Not streamed"), Kind.FLAG),
        plain("recording_url", _("Recording")),
        plain("recording_license", _("Licence of the recording")),
        plain("url", _("Web address")),
        plain("summary", _("Summary"), Kind.BODY),
        plain("description", _("Description"), Kind.BODY),
        plain("id", _("Id"), Kind.NUMBER),
        plain("external_id", _("External number")),
        plain("created_at", _("Created"), Kind.MOMENT),
        plain("updated_at", _("Changed"), Kind.MOMENT),
    ),
)
