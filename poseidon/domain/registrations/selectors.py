"""Reads of registrations."""

from poseidon.commons.text_search import every_word_in, same_text
from poseidon.domain.people.reach import EVERYWHERE, Sought, seek_people
from poseidon.domain.registrations.models import Registration
from poseidon.tenancy.api import TenantQuerySet


def seek_registrations(words: str = "", *, conference: str = "") -> Sought:
    """Registrations of the people that `seek_people` finds, or with these words in category or status; newest
    first."""
    found: TenantQuerySet = Registration.objects.all()
    reach = None
    if words:
        people = seek_people(words)
        by_text = every_word_in(words.lstrip(EVERYWHERE), "category", "status")
        found = found.filter(pid__in=people.rows.values("pid")) | found.filter(by_text)
        reach = people.reach
    if conference:
        found = found.filter(same_text("conference_code", conference))
    return Sought(found.order_by("-id"), reach)


def search_registrations(words: str = "", *, conference: str = "") -> TenantQuerySet:
    """As `seek_registrations`, without how far it looked."""
    return seek_registrations(words, conference=conference).rows


def registrations_of(pid: int) -> list[Registration]:
    """A person's registrations, newest first."""
    return list(Registration.objects.filter(pid=pid).order_by("-id"))


def pids_registered(conference: str) -> TenantQuerySet:
    """The numbers of those who registered for this conference, as a sub-query."""
    found: TenantQuerySet = Registration.objects.filter(
        same_text("conference_code", conference), pid__isnull=False
    ).values("pid")
    return found
