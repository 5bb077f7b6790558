"""Registrations in numbers: over time, by category, status and country; and those that are not paid."""

import datetime
from collections import Counter
from typing import Final, NamedTuple

from django.db.models import Count, Max, OuterRef, Q, Subquery

from poseidon.commons.key_lists import KeyList
from poseidon.commons.spellings import AsWritten, SpellingKey, counted_by, spelt_as_one_of
from poseidon.commons.tallies import Tally, tally
from poseidon.commons.text_search import same_text
from poseidon.commons.zero_dates import is_no_date
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.people.models import People
from poseidon.domain.registrations.models import Registration
from poseidon.tenancy.api import TenantQuerySet

CANCELLED: Final = (
    *("cancelled", "canceled", "withdrawn", "rejected"),
    *("declined", "refused", "deleted", "refunded"),
)
"""Statuses whose registrations owe nothing."""


class RegistrationCounts(NamedTuple):
    """A conference's registrations, in all and by what they say; cancelled ones are counted as well."""

    total: int
    by_category: list[Tally]
    by_status: list[Tally]
    by_country: list[Tally]


def registration_counts(conference: str) -> RegistrationCounts:
    """The conference's registrations by category, status, and country of the person; three queries."""
    own = Registration.objects.filter(same_text("conference_code", conference))
    rows = counted_by(own, "category", "status")
    return RegistrationCounts(
        sum(number for *_, number in rows),
        tally((key, text, number) for key, text, _, _, number in rows),
        tally((key, text, number) for _, _, key, text, number in rows),
        tally(_by_country(own)),
    )


def _by_country(registrations: TenantQuerySet) -> list[tuple[str | None, str | None, int]]:
    """Key, text and number of each country as it is written; its key is that of somebody who wrote it so."""
    country = AsWritten(Subquery(People.objects.filter(pid=OuterRef("pid")).values("country")[:1]))
    lands = registrations.annotate(land=country).values_list("land").annotate(Count("id"), Max("pid"))
    counted = list(lands.order_by())
    writers = People.objects.filter(pid__among_keys=KeyList(pid for *_, pid in counted if pid is not None))
    keys = dict(writers.values_list("pid", SpellingKey("country")))
    return [(keys.get(pid), text, number) for text, number, pid in counted]


def registrations_by_day(conference: PlanionContainer) -> dict[datetime.date | None, int]:
    """How many registered on each day of the conference's time zone; None: it is not known when. One query.

    Days are reckoned here: the server's own time zones are seldom loaded.
    """
    moments = Registration.objects.filter(same_text("conference_code", conference.code))
    counts: Counter[datetime.date | None] = Counter()
    zone = conference.tzinfo
    for moment in moments.values_list("registered_at", flat=True):
        counts[moment.astimezone(zone).date() if moment is not None else None] += 1
    return dict(counts)


def unpaid_registrations(conference: str) -> TenantQuerySet:
    """Registrations that are neither paid, nor cancelled, nor free of charge; the oldest first."""
    paid_or_free = Q(paid=True) | Q(amount__lte=0) | ~is_no_date("cancelled_at")
    found: TenantQuerySet = Registration.objects.filter(same_text("conference_code", conference))
    found = found.filter(Q(paid=None) | Q(paid=False)).exclude(paid_or_free)
    return found.exclude(spelt_as_one_of("status", CANCELLED)).order_by("id")
