"""Reads of the programme: its days, rooms and sessions, and a person's or an abstract's part in it."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, F, Q

from poseidon.commons.key_lists import KeyList
from poseidon.commons.text_search import among_texts, same_text
from poseidon.commons.zero_dates import is_no_date
from poseidon.domain.abstracts.models import Abstract
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import code_key
from poseidon.domain.conferences.zones import on_days
from poseidon.domain.people.models import People
from poseidon.domain.people.selectors import people_by_pid
from poseidon.domain.program.models import Room, Session, SessionAbstract, SessionPerson
from poseidon.tenancy.api import TenantQuerySet

IN_ORDER = (F("order").asc(nulls_last=True), "id")


class Day(NamedTuple):
    """A day of a conference and how many sessions it has; `date` is None for those without a day."""

    date: datetime.date | None
    sessions: int


class Part(NamedTuple):
    """A person's part in a session; `person` is None where the number points nowhere."""

    role: str
    pid: int | None
    person: People | None


class Slot(NamedTuple):
    """A session with who and what is in it."""

    session: Session
    people: list[Part]
    abstracts: list[Abstract]


def day_of(session: Session, zone: datetime.tzinfo) -> datetime.date | None:
    """The conference day a session counts to: its own, else that of its start in the conference's zone."""
    day: datetime.date | None = session.day
    start: datetime.datetime | None = session.start
    return start.astimezone(zone).date() if day is None and start is not None else day


def programme_days(conference: PlanionContainer) -> list[Day]:
    """The days with sessions in their order, the one without a date last; two queries."""
    sessions = Session.objects.filter(same_text("conference_code", conference.code))
    dated = sessions.exclude(is_no_date("day")).values_list("day").annotate(Count("id")).order_by()
    counts: Counter[datetime.date | None] = Counter(dict(dated))
    counts.update(
        day_of(row, conference.tzinfo)
        for row in sessions.filter(is_no_date("day")).only("id", "day", "start")
    )
    days = sorted(date for date in counts if date is not None)
    return [Day(date, counts[date]) for date in (*days, *([None] if None in counts else []))]


def sessions_of_day(
    conference: PlanionContainer, date: datetime.date | None, *, room: int | None = None
) -> list[Slot]:
    """The sessions of one of the conference's days by start and room; four queries whatever their number."""
    sessions = Session.objects.filter(same_text("conference_code", conference.code))
    sessions = sessions.filter(_on(date, conference.tzinfo)).select_related("room")
    if room is not None:
        sessions = sessions.filter(room_id=room)
    ordered = sessions.order_by(F("start").asc(nulls_last=True), F("room__order").asc(nulls_last=True), "id")
    return _slots(list(ordered))


def slots_by_day(conference: PlanionContainer) -> dict[datetime.date | None, list[Slot]]:
    """All sessions by conference day, days in order and None last, each by start; no texts. Four queries."""
    sessions = Session.objects.filter(same_text("conference_code", conference.code)).select_related("room")
    ordered = sessions.defer("summary", "description").order_by(
        F("start").asc(nulls_last=True), F("room__order").asc(nulls_last=True), "id"
    )
    found: dict[datetime.date | None, list[Slot]] = defaultdict(list)
    for slot in _slots(list(ordered)):
        found[day_of(slot.session, conference.tzinfo)].append(slot)
    dates = sorted(date for date in found if date is not None)
    return {date: found[date] for date in (*dates, *([None] if None in found else []))}


def _on(date: datetime.date | None, zone: datetime.tzinfo) -> Q:
    if date is None:
        return is_no_date("day") & is_no_date("start")
    return Q(day=date) | is_no_date("day") & on_days("start", zone, first=date, last=date)


def _slots(sessions: list[Session]) -> list[Slot]:
    ids = [session.id for session in sessions]
    parts = parts_of(ids)
    abstracts = abstracts_of(ids)
    return [Slot(session, parts.get(session.id, []), abstracts.get(session.id, [])) for session in sessions]


def parts_of(sessions: Iterable[int]) -> dict[int, list[Part]]:
    """Who is in each of these sessions, in order, by session id; two queries."""
    rows = list(SessionPerson.objects.filter(session_id__among_keys=KeyList(sessions)).order_by(*IN_ORDER))
    people = people_by_pid(row.pid for row in rows)
    found: dict[int, list[Part]] = defaultdict(list)
    for row in rows:
        found[row.session_id].append(Part((row.role or "").strip(), row.pid, people.get(row.pid)))
    return found


def abstracts_of(sessions: Iterable[int]) -> dict[int, list[Abstract]]:
    """The abstracts of each of these sessions, in order, by session id; one query. Lost ones are left out."""
    rows = SessionAbstract.objects.filter(session_id__among_keys=KeyList(sessions)).select_related("abstract")
    found: dict[int, list[Abstract]] = defaultdict(list)
    for row in rows.defer("abstract__body").order_by(*IN_ORDER):
        if row.abstract is not None:
            found[row.session_id].append(row.abstract)
    return found


def rooms_of(conference: str) -> list[Room]:
    """The conference's rooms in order, each with `session_count`; one query."""
    rooms = Room.objects.filter(same_text("conference_code", conference)).annotate(
        session_count=Count("sessions")
    )
    return list(rooms.order_by(F("order").asc(nulls_last=True), "name", "id"))


def roles_of(pid: int) -> list[SessionPerson]:
    """A person's roles by time, session and room loaded; one query. Those in lost sessions are left out."""
    roles = SessionPerson.objects.filter(pid=pid).select_related("session__room")
    ordered = roles.defer("session__description", "session__summary").order_by("session__start", "id")
    return [role for role in ordered if role.session is not None]


def sessions_of_abstract(abstract: int) -> list[Session]:
    """The sessions in which an abstract is presented, rooms loaded; one query."""
    rows = SessionAbstract.objects.filter(abstract_id=abstract).select_related("session__room")
    return [row.session for row in rows.order_by("session__start", "id") if row.session is not None]


def session_counts(conferences: Iterable[str]) -> dict[str, int]:
    """How many sessions each of these conferences has, by `code_key`; one query."""
    rows = Session.objects.filter(among_texts("conference_code", conferences)).values_list("conference_code")
    return {code_key(code): sessions for code, sessions in rows.annotate(Count("id")).order_by()}


def role_counts(pids: Iterable[int]) -> dict[int, int]:
    """In how many sessions each of these people has a role, by number; one query."""
    rows = SessionPerson.objects.filter(pid__among_keys=KeyList(pids)).values_list("pid")
    return dict(rows.annotate(Count("session_id", distinct=True)))


def pids_in_programme(conference: str) -> TenantQuerySet:
    """The numbers of those with a role in this conference's sessions, as a sub-query."""
    found: TenantQuerySet = SessionPerson.objects.filter(
        same_text("session__conference_code", conference), pid__isnull=False
    ).values("pid")
    return found


def count_sessions() -> int:
    """How many sessions the tenant has, in all conferences."""
    return int(Session.objects.count())
