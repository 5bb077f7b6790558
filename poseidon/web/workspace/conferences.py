"""Conferences: the list, and one conference's programme."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from poseidon.domain.cities.models import City
from poseidon.domain.cities.selectors import cities_by_id
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import code_key, conference_with_code, search_conferences
from poseidon.domain.program.models import Room
from poseidon.domain.program.selectors import (
    Day,
    Slot,
    programme_days,
    rooms_of,
    session_counts,
    sessions_of_day,
)
from poseidon.web.access import members_only
from poseidon.web.formats import day_name
from poseidon.web.listing import asked, page_of
from poseidon.web.workspace.history import history_of
from poseidon.web.workspace.overview import overview_of


class Card(NamedTuple):
    """A conference as lists show it."""

    conference: PlanionContainer
    city: City | None
    sessions: int


def cards(conferences: Iterable[PlanionContainer]) -> list[Card]:
    """The conferences with their city and number of sessions; two queries whatever their number."""
    conferences = list(conferences)
    cities = cities_by_id(conference.cityid for conference in conferences)
    counts = session_counts(conference.code for conference in conferences)
    return [
        Card(found, cities.get((found.cityid or "").strip()), counts.get(code_key(found.code), 0))
        for found in conferences
    ]


@require_safe
@members_only()
def index(request: HttpRequest) -> HttpResponse:
    """All conferences, newest first."""
    words = asked(request, "q")
    page = page_of(request, search_conferences(words))
    context = {"section": "conferences", "page": page, "cards": cards(page.object_list), "q": words}
    return render(request, "workspace/conferences.html", context)


@require_safe
@members_only()
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One conference: what is known of it, in numbers unless a part of the programme is asked for, and the
    sessions of one of its days, by time or by room."""
    conference = conference_or_404(code)
    days, rooms = programme_days(conference), rooms_of(conference.code)
    day, room = chosen_day(request, conference, days), _chosen_room(request, rooms)
    slots = sessions_of_day(conference, day.date, room=room.id if room else None) if day else []
    browsing = any(request.GET.get(name) for name in ("day", "room", "by"))
    by_room = request.GET.get("by") == "room"
    context = {
        "section": "conferences",
        "part": "programme" if browsing else "overview",
        "code": code,
        "overview": None if browsing else overview_of(conference, code),
        "card": cards([conference])[0],
        "conference": conference,
        "days": days,
        "day": day,
        "rooms": rooms,
        "room": room,
        "by_room": by_room,
        "groups": _by_room(slots) if by_room else _by_start(slots),
        "sessions": sum(each.sessions for each in days),
        "history": None if browsing else history_of(conference),
    }
    return render(request, "workspace/conference.html", context)


def conference_or_404(code: str) -> PlanionContainer:
    """The conference of this code; Http404 where there is none."""
    conference = conference_with_code(code)
    if conference is None:
        raise Http404
    return conference


def chosen_day(request: HttpRequest, conference: PlanionContainer, days: list[Day]) -> Day | None:
    """The day that `?day=` names, else today if it has sessions, else the first one."""
    wanted = request.GET.get("day", "")
    today = timezone.now().astimezone(conference.tzinfo).date()
    for fits in (lambda day: day_name(day.date) == wanted, lambda day: day.date == today):
        for day in days:
            if fits(day):
                return day
    return days[0] if days else None


def _chosen_room(request: HttpRequest, rooms: list[Room]) -> Room | None:
    wanted = request.GET.get("room", "")
    return next((room for room in rooms if str(room.id) == wanted), None)


def _by_start(slots: list[Slot]) -> list[tuple[datetime.datetime | None, list[Slot]]]:
    """The sessions, those that start together in one group; they come sorted by start."""
    groups: dict[datetime.datetime | None, list[Slot]] = {}
    for slot in slots:
        groups.setdefault(slot.session.start, []).append(slot)
    return list(groups.items())


def _by_room(slots: list[Slot]) -> list[tuple[Room | None, list[Slot]]]:
    """The sessions in groups of a room, rooms in their order, those without a room last."""
    groups: dict[int | None, list[Slot]] = {}
    rooms: dict[int | None, Room | None] = {}
    for slot in slots:
        key = slot.session.room.id if slot.session.room else None
        rooms[key] = slot.session.room
        groups.setdefault(key, []).append(slot)
    return sorted(((rooms[key], group) for key, group in groups.items()), key=_room_order)


def _room_order(group: tuple[Room | None, list[Slot]]) -> tuple[bool, bool, int, str]:
    room = group[0]
    if room is None:
        return (True, True, 0, "")
    return (False, room.order is None, room.order or 0, room.name or "")
