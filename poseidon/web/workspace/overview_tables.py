"""The tables of a conference in numbers: what was counted, with bars, and addresses of the rows it counts."""

import datetime
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from poseidon.commons.tallies import Tally
from poseidon.domain.abstracts.statistics import TrackStatusCounts
from poseidon.domain.listings.filters import NONE
from poseidon.domain.program.statistics import DayRoomCounts
from poseidon.web.charts import Bar, bar
from poseidon.web.formats import day_name, tone
from poseidon.web.locales import date_format

SHOWN: Final = 8


class BarTable(NamedTuple):
    """A chart of bars that is a table as well: the first rows, and the rest behind a "more"."""

    key: str
    title: str
    heading: str
    rows: list[Bar]
    more: list[Bar]


class TrackTable(NamedTuple):
    """Abstracts by track; each line has a bar in parts by status, and a cell for each status."""

    total: int
    statuses: list[tuple[Tally, str, str]]
    lines: list[tuple[Bar, list[tuple[int, str]]]]


class ProgrammeTable(NamedTuple):
    """Sessions by day and by room, as bars, and day by room as a table of numbers."""

    days: BarTable
    rooms: BarTable
    headings: list[tuple[str, str, int]]
    lines: list[tuple[str, list[tuple[int, str]], int, str]]
    total: int


def rows_address(view: str, code: str, **filters: str) -> str:
    """Address of the list of those rows; a filter that asks for the empty text asks for rows without any."""
    asked = {name: _asking_for(value) for name, value in filters.items()}
    try:
        page = reverse(f"workspace:{view}")
    except NoReverseMatch:
        return ""
    return f"{page}?{urlencode({'conference': code, **asked})}"


def _asking_for(value: str) -> str:
    if value == NONE:  # somebody wrote this word, which asks for rows without any: filters take any case
        return NONE.upper()
    return value or NONE


def bar_table(key: str, title: str, heading: str, bars: list[Bar]) -> BarTable:
    """The bars as a table whose first rows are shown at once."""
    most = len(bars) if len(bars) <= SHOWN + 1 else SHOWN  # a "more" for one row would save nothing
    return BarTable(key, title, heading, bars[:most], bars[most:])


def registration_table(key: str, title: str, heading: str, found: list[Tally], code: str) -> BarTable:
    """Registrations by what they say in `key`, which is the list's filter of this name, too."""
    highest = max((each.number for each in found), default=0)
    bars = [
        bar(
            each.value or _("not said"),
            [(each.value, each.number, tone(each.value) if key == "status" else "plain")],
            highest=highest,
            address=rows_address("registrations", code, **{key: each.value}),
        )
        for each in found
    ]
    return bar_table(key, title, heading, bars)


def track_table(counts: TrackStatusCounts, code: str) -> TrackTable | None:
    """The abstracts; None without any."""
    if not counts.tracks:
        return None
    names = [each.value for each in counts.statuses]
    highest = max(track.total for track in counts.tracks)
    lines = []
    for track in counts.tracks:
        own = {"track": track.track}
        parts = [(name, number, tone(name)) for name, number in zip(names, track.by_status, strict=True)]
        address = rows_address("abstracts", code, **own)
        whole = bar(track.track or _("no track"), parts, highest=highest, address=address)
        cells = [
            (number, rows_address("abstracts", code, **own, status=name)) for name, number, _tone in parts
        ]
        lines.append((whole, cells))
    statuses = [
        (each, tone(each.value), rows_address("abstracts", code, status=each.value))
        for each in counts.statuses
    ]
    return TrackTable(sum(track.total for track in counts.tracks), statuses, lines)


def programme_table(counts: DayRoomCounts, code: str) -> ProgrammeTable | None:
    """The sessions; None without any."""
    if not counts.days:
        return None
    return ProgrammeTable(
        bar_table("days", _("By day"), _("Day"), _day_bars(counts, code)),
        bar_table("rooms", _("By room"), _("Room"), _room_bars(counts, code)),
        [
            (_day_label(day), _programme_of(code, day), total)
            for day, total in zip(counts.days, counts.day_totals, strict=True)
        ],
        _room_lines(counts, code),
        sum(counts.day_totals),
    )


def _day_bars(counts: DayRoomCounts, code: str) -> list[Bar]:
    highest = max(counts.day_totals)
    return [
        bar(_day_label(day), [("", total, "plain")], highest=highest, address=_programme_of(code, day))
        for day, total in zip(counts.days, counts.day_totals, strict=True)
    ]


def _room_bars(counts: DayRoomCounts, code: str) -> list[Bar]:
    highest = max(line.total for line in counts.rooms)
    return [
        bar(
            str(line.room or _("No room")),
            [("", line.total, "plain")],
            highest=highest,
            address=rows_address("sessions", code, room=str(line.room.id) if line.room else ""),
        )
        for line in counts.rooms
    ]


def _room_lines(counts: DayRoomCounts, code: str) -> list[tuple[str, list[tuple[int, str]], int, str]]:
    lines = []
    days = [day_name(day) if day else "" for day in counts.days]
    for line in counts.rooms:
        room = str(line.room.id) if line.room else ""
        cells = [
            (number, rows_address("sessions", code, day=day, room=room) if number else "")
            for day, number in zip(days, line.by_day, strict=True)
        ]
        every = rows_address("sessions", code, room=room)
        lines.append((str(line.room or _("No room")), cells, line.total, every))
    return lines


def _programme_of(code: str, day: datetime.date | None) -> str:
    page = reverse("workspace:conference", args=[code])
    return f"{page}?{urlencode({'day': day_name(day)})}#programme"


def _day_label(day: datetime.date | None) -> str:
    return date_format(day, "D j M") if day else _("No day")
