"""Abstracts in numbers: by track and status; and those that nobody presents."""

from collections import defaultdict
from typing import Final, NamedTuple

from django.db.models import Exists, OuterRef

from poseidon.commons.spellings import counted_by, spelt_as_one_of
from poseidon.commons.tallies import Tally, tally
from poseidon.commons.text_search import same_text
from poseidon.domain.abstracts.models import Abstract, AbstractAuthors
from poseidon.domain.people.models import People
from poseidon.tenancy.api import TenantQuerySet

NOT_PRESENTED: Final = (
    *("rejected", "refused", "declined", "withdrawn"),
    *("cancelled", "canceled", "deleted", "draft"),
)
"""Statuses whose abstracts need no presenter."""


class TrackCounts(NamedTuple):
    """How many abstracts of a track have each status, in the order of all statuses, and in all."""

    track: str
    by_status: list[int]
    total: int


class TrackStatusCounts(NamedTuple):
    """Abstracts by track and status; the most frequent first, those that say nothing last."""

    statuses: list[Tally]
    tracks: list[TrackCounts]


def abstracts_by_track_and_status(conference: str) -> TrackStatusCounts:
    """The conference's abstracts counted; one query."""
    own = Abstract.objects.filter(same_text("conference_code", conference))
    rows = counted_by(own, "track", "status")
    statuses = tally((key, text, number) for _, _, key, text, number in rows)
    cells: dict[tuple[str, str], int] = defaultdict(int)
    for track, _, status, _, number in rows:
        cells[track or "", status or ""] += number
    tracks = [
        TrackCounts(each.value, [cells[each.key, status.key] for status in statuses], each.number)
        for each in tally((key, text, number) for key, text, _, _, number in rows)
    ]
    return TrackStatusCounts(statuses, tracks)


def abstracts_without_presenter(conference: str) -> TenantQuerySet:
    """Abstracts that nobody who exists presents, neither as presenter nor as presenting author; by id.

    Left out are those whose status says that they will not be presented.
    """
    presenter = People.objects.filter(pid=OuterRef("presenter_pid"))
    author = People.objects.filter(pid=OuterRef("pid"))
    presenting = AbstractAuthors.objects.filter(Exists(author), abstract_id=OuterRef("id"), presenting=True)
    found: TenantQuerySet = Abstract.objects.filter(
        ~Exists(presenter), ~Exists(presenting), same_text("conference_code", conference)
    )
    return found.exclude(spelt_as_one_of("status", NOT_PRESENTED)).order_by("id")
