"""The programme of a conference for the eye: a day as a grid of rooms and times, and all days for print."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.program.selectors import Day, Slot, programme_days, sessions_of_day, slots_by_day
from poseidon.domain.program.timetable import Timetable, timetable
from poseidon.web.access import members_only
from poseidon.web.formats import day_name
from poseidon.web.workspace.conferences import chosen_day, conference_or_404


@require_safe
@members_only()
def grid(request: HttpRequest, code: str) -> HttpResponse:
    """One day: rooms beside each other, time downwards; a list by room where the window is narrow."""
    conference = conference_or_404(code)
    days = programme_days(conference)
    day = chosen_day(request, conference, days)
    slots = {slot.session.id: slot for slot in sessions_of_day(conference, day.date)} if day else {}
    table = timetable((slot.session for slot in slots.values()), day and day.date, conference.tzinfo)
    context = {
        **_common(conference, code, days, "grid"),
        "day": day,
        "table": table,
        "columns": _columns(table, slots),
        "overlaps": sum(placed.overlaps for column in table.columns for placed in column.placed),
        "unplaced": [slots[session.id] for session in table.unplaced],
    }
    return render(request, "workspace/grid.html", context)


def _columns(table: Timetable, slots: dict[int, Slot]) -> list[tuple[Any, list[tuple[Any, Slot]]]]:
    return [
        (column, [(placed, slots[placed.session.id]) for placed in column.placed]) for column in table.columns
    ]


@require_safe
@members_only()
def print_out(request: HttpRequest, code: str) -> HttpResponse:
    """The programme of all days, or of the one that `?day=` names, by time; each day begins a new page."""
    conference = conference_or_404(code)
    by_day = slots_by_day(conference)
    wanted = request.GET.get("day", "")
    chosen = {date: slots for date, slots in by_day.items() if day_name(date) == wanted} or by_day
    days = [Day(date, len(slots)) for date, slots in by_day.items()]
    context = {
        **_common(conference, code, days, "print"),
        "whole": len(chosen) == len(by_day),
        "chosen": next(iter(chosen), None) if len(chosen) == 1 else None,
        "printed": list(chosen.items()),
    }
    return render(request, "workspace/print.html", context)


def _common(conference: PlanionContainer, code: str, days: list[Day], part: str) -> dict[str, Any]:
    return {
        "section": "conferences",
        "part": part,
        "code": code,
        "conference": conference,
        "days": days,
        "undated": any(day.date is None for day in days),
    }
