"""Registrations in numbers: over time, by category, status and country; and those that are not paid."""

import datetime
from collections import Counter
from typing import Final, NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery

from poseidon.commons.spellings import SpellingKey, spelt_as
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
    keys = own.annotate(category_key=SpellingKey("category"), status_key=SpellingKey("status"))
    counted = keys.values_list("category_key", "category", "status_key", "status").annotate(Count("id"))
    rows = list(counted.order_by())
    person = People.objects.filter(pid=OuterRef("pid"))
    lands = own.annotate(
        land_key=Subquery(person.annotate(key=SpellingKey("country")).values("key")[:1]),
        land=Subquery(person.values("country")[:1]),
    )
    return RegistrationCounts(
        sum(number for *_, number in rows),
        tally((key, text, number) for key, text, _, _, number in rows),
        tally((key, text, number) for _, _, key, text, number in rows),
        tally(lands.values_list("land_key", "land").annotate(Count("id")).order_by()),
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
        found = found.exclude(spelt_as("status", status))
    return found.order_by("id")
