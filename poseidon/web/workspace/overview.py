"""A conference in numbers: what its page shows above the programme; every number leads to its rows."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from poseidon.domain.abstracts.statistics import abstracts_by_track_and_status
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.overview.attention import attention_of
from poseidon.domain.program.programme import programme_of
from poseidon.domain.program.statistics import sessions_by_day_and_room
from poseidon.domain.registrations.statistics import registration_counts, registrations_by_day
from poseidon.web.charts import ColumnChart, column_chart
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


class Registrations(NamedTuple):
    """How many registered, when, and as what; `undated` of them are not in the chart of time."""

    total: int
    arrivals: ColumnChart | None
    undated: int
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
    arrivals = column_chart(
        {day: number for day, number in by_day.items() if day is not None},
        lambda first, last: rows_address(
            "registrations", code, since=first.isoformat(), until=last.isoformat()
        ),
    )
    shown = sum(column.number for column in arrivals.columns) if arrivals else 0
    tables = [
        registration_table("category", _("By category"), _("Category"), counts.by_category, code),
        registration_table("status", _("By status"), _("Status"), counts.by_status, code),
        registration_table("country", _("By country"), _("Country"), counts.by_country, code),
    ]
    return Registrations(counts.total, arrivals, counts.total - shown, tables)
