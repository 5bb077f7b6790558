"""Registrations in numbers: over time, by category, status and country; and those that are not paid."""

import datetime
from collections import Counter
from typing import Final, NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery

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
    """The conference's registrations counted by category, status, and country of the person; two queries."""
    own = Registration.objects.filter(same_text("conference_code", conference))
    rows = list(own.values_list("category", "status").annotate(Count("id")).order_by())
    country = Subquery(People.objects.filter(pid=OuterRef("pid")).values("country")[:1])
    lands = own.annotate(country=country).values_list("country").annotate(Count("id")).order_by()
    return RegistrationCounts(
        sum(number for _, _, number in rows),
        tally((category, number) for category, _, number in rows),
        tally((status, number) for _, status, number in rows),
        tally(lands),
    )


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
    for status in CANCELLED:  # a NULL status is no exclusion, which NOT IN would make of it
        found = found.exclude(status=status)
    return found.order_by("id")
