"""A conference in numbers: what its page shows above the programme; every number leads to its rows."""

import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from poseidon.domain.abstracts.statistics import abstracts_by_track_and_status
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.overview.attention import attention_of
from poseidon.domain.program.programme import programme_of
from poseidon.domain.program.statistics import sessions_by_day_and_room
from poseidon.domain.registrations.statistics import registration_counts, registrations_by_day
from poseidon.web.charts import ColumnChart, column_chart
from poseidon.web.formats import day_name
from poseidon.web.workspace.attention_kinds import Concern, concerns
from poseidon.web.workspace.overview_tables import (
    BarTable,
    ProgrammeTable,
    TrackTable,
    programme_table,
    registration_table,
    rows_address,
    track_table,
)


class Beside(NamedTuple):
    """Rows that a chart of time leaves out: `when` is none, before or after it."""

    when: str
    number: int
    address: str


class Registrations(NamedTuple):
    """How many registered, when, and as what; `beside` are those that are not in the chart of time."""

    total: int
    arrivals: ColumnChart | None
    beside: list[Beside]
    tables: list[BarTable]


class Overview(NamedTuple):
    """All charts of a conference; None where there is nothing to count. `worries`: what wants attention."""

    worries: list[Concern]
    registrations: Registrations | None
    abstracts: TrackTable | None
    programme: ProgrammeTable | None


def overview_of(conference: PlanionContainer, code: str) -> Overview:
    """The conference in numbers; 13 queries whatever its size. `code` is how addresses name it."""
    programme = programme_of(conference)
    return Overview(
        [each for each in concerns(attention_of(conference, programme), code) if each.number],
        _registrations(conference, code),
        track_table(abstracts_by_track_and_status(code), code),
        programme_table(sessions_by_day_and_room(programme, conference.tzinfo), code),
    )


def _registrations(conference: PlanionContainer, code: str) -> Registrations | None:
    by_day, counts = registrations_by_day(conference), registration_counts(code)
    if not counts.total:
        return None
    dated = {day: number for day, number in by_day.items() if day is not None}
    arrivals = column_chart(
        dated,
        lambda first, last: rows_address(
            "registrations", code, since=first.isoformat(), until=last.isoformat()
        ),
    )
    tables = [
        registration_table("category", _("By category"), _("Category"), counts.by_category, code),
        registration_table("status", _("By status"), _("Status"), counts.by_status, code),
        registration_table("country", _("By country"), _("Country"), counts.by_country, code),
    ]
    beside = [Beside("none", by_day.get(None, 0), rows_address("registrations", code, since=""))]
    beside += _before_and_after(arrivals, dated, code)
    return Registrations(counts.total, arrivals, [each for each in beside if each.number], tables)


def _before_and_after(chart: ColumnChart | None, dated: dict[datetime.date, int], code: str) -> list[Beside]:
    if chart is None:
        return []
    first, last = chart.columns[0].first, chart.columns[-1].last
    before, after = first - datetime.timedelta(1), last + datetime.timedelta(1)
    return [
        Beside(
            "before",
            sum(number for day, number in dated.items() if day < first),
            rows_address("registrations", code, until=day_name(before)),
        ),
        Beside(
            "after",
            sum(number for day, number in dated.items() if day > last),
            rows_address("registrations", code, since=day_name(after)),
        ),
    ]
