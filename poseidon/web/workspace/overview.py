"""A conference in numbers: what its page shows above the programme; every number leads to its rows."""

import datetime
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from poseidon.commons.tallies import Tally
from poseidon.domain.abstracts.statistics import TrackStatusCounts, abstracts_by_track_and_status
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.overview.attention import attention_of
from poseidon.domain.program.programme import programme_of
from poseidon.domain.program.statistics import DayRoomCounts, sessions_by_day_and_room
from poseidon.domain.registrations.statistics import registration_counts, registrations_by_day
from poseidon.web.charts import Bar, ColumnChart, bar, column_chart
from poseidon.web.formats import day_name, tone
from poseidon.web.workspace.attention_kinds import Concern, concerns

SHOWN: Final = 8
NOTHING: Final = "-"
"""How a filter asks for rows that say nothing."""


class BarTable(NamedTuple):
    """A chart of bars that is a table as well: the first rows, and the rest behind a "more"."""

    key: str
    title: str
    heading: str
    rows: list[Bar]
    more: list[Bar]


class Overview(NamedTuple):
    """All charts of a conference; None or empty where there is nothing to count."""

    concerns: list[Concern]
    registrations: int
    arrivals: ColumnChart | None
    undated: int
    registered: list[BarTable]
    abstracts: "TrackTable | None"
    programme: "ProgrammeTable | None"

    @property
    def worries(self) -> list[Concern]:
        """The kinds of things that do want attention."""
        return [each for each in self.concerns if each.number]


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
    lines: list[tuple[str, list[tuple[int, str]], int]]


def overview_of(conference: PlanionContainer, code: str) -> Overview:
    """The conference in numbers; 13 queries whatever its size. `code` is how addresses name it."""
    programme = programme_of(conference)
    by_day = registrations_by_day(conference)
    counts = registration_counts(code)
    arrivals = column_chart(
        {day: number for day, number in by_day.items() if day is not None},
        lambda first, last: _rows("registrations", code, since=first.isoformat(), until=last.isoformat()),
    )
    shown = sum(column.number for column in arrivals.columns) if arrivals else 0
    return Overview(
        concerns(attention_of(conference, programme), code),
        counts.total,
        arrivals,
        counts.total - shown,
        [
            _tallies("category", _("By category"), _("Category"), counts.by_category, code),
            _tallies("status", _("By status"), _("Status"), counts.by_status, code),
            _tallies("country", _("By country"), _("Country"), counts.by_country, code),
        ],
        _track_table(abstracts_by_track_and_status(code), code),
        _programme_table(sessions_by_day_and_room(programme, conference.tzinfo), code),
    )


def _rows(view: str, code: str, **filters: str) -> str:
    """Address of the list of those rows; a filter that asks for the empty text asks for rows without any."""
    asked = {name: value or NOTHING for name, value in filters.items()}
    try:
        page = reverse(f"workspace:{view}")
    except NoReverseMatch:
        return ""
    return f"{page}?{urlencode({'conference': code, **asked})}"


def _bar_table(key: str, title: str, heading: str, bars: list[Bar]) -> BarTable:
    most = len(bars) if len(bars) <= SHOWN + 1 else SHOWN  # a "more" for one row would save nothing
    return BarTable(key, title, heading, bars[:most], bars[most:])


def _tallies(key: str, title: str, heading: str, found: list[Tally], code: str) -> BarTable:
    highest = max((each.number for each in found), default=0)
    bars = [
        bar(
            each.value or _("not said"),
            [(each.value, each.number, tone(each.value) if key == "status" else "plain")],
            highest=highest,
            address=_rows("registrations", code, **{key: each.value}),
        )
        for each in found
    ]
    return _bar_table(key, title, heading, bars)


def _track_table(counts: TrackStatusCounts, code: str) -> TrackTable | None:
    if not counts.tracks:
        return None
    names = [each.value for each in counts.statuses]
    highest = max(track.total for track in counts.tracks)
    lines = []
    for track in counts.tracks:
        parts = [(name, number, tone(name)) for name, number in zip(names, track.by_status, strict=True)]
        label = track.track or _("no track")
        whole = bar(label, parts, highest=highest, address=_rows("abstracts", code, track=track.track))
        cells = [
            (number, _rows("abstracts", code, track=track.track, status=name))
            for name, number, _tone in parts
        ]
        lines.append((whole, cells))
    statuses = [
        (each, tone(each.value), _rows("abstracts", code, status=each.value)) for each in counts.statuses
    ]
    return TrackTable(sum(track.total for track in counts.tracks), statuses, lines)


def _programme_table(counts: DayRoomCounts, code: str) -> ProgrammeTable | None:
    if not counts.days:
        return None
    page = reverse("workspace:conference", args=[code])
    addresses = [f"{page}?day={day_name(day)}" for day in counts.days]
    headings = [
        (_day_label(day), f"{address}#programme", total)
        for day, address, total in zip(counts.days, addresses, counts.day_totals, strict=True)
    ]
    highest_day = max(counts.day_totals)
    days = [
        bar(label, [("", total, "plain")], highest=highest_day, address=address)
        for label, address, total in headings
    ]
    highest_room = max(line.total for line in counts.rooms)
    rooms, lines = [], []
    for line in counts.rooms:
        label = str(line.room or _("No room"))
        room = f"&room={line.room.id}#programme" if line.room else "&room=none#programme"
        cells = [(number, address + room) for number, address in zip(line.by_day, addresses, strict=True)]
        rows = _rows("sessions", code, room=str(line.room.id) if line.room else "")
        rooms.append(bar(label, [("", line.total, "plain")], highest=highest_room, address=rows))
        lines.append((label, cells, line.total))
    return ProgrammeTable(
        _bar_table("days", _("By day"), _("Day"), days),
        _bar_table("rooms", _("By room"), _("Room"), rooms),
        headings,
        lines,
    )


def _day_label(day: datetime.date | None) -> str:
    return date_format(day, "D j M") if day else _("No day")
