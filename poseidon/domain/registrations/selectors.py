"""Reads of registrations."""

from poseidon.commons.text_search import every_word_in, same_text
from poseidon.domain.people.selectors import search_people
from poseidon.domain.registrations.models import Registration
from poseidon.tenancy.api import TenantQuerySet


def search_registrations(words: str = "", *, conference: str = "") -> TenantQuerySet:
    """Registrations of people who match these words, or with them in category or status; newest first."""
    found: TenantQuerySet = Registration.objects.all()
    if words:
        people = search_people(words).order_by().values("pid")
        by_text = every_word_in(words, "category", "status")
        found = found.filter(pid__in=people) | found.filter(by_text)
    if conference:
        found = found.filter(same_text("conference_code", conference))
    return found.order_by("-id")


def registrations_of(pid: int) -> list[Registration]:
    """A person's registrations, newest first."""
    return list(Registration.objects.filter(pid=pid).order_by("-id"))


def pids_registered(conference: str) -> TenantQuerySet:
    """The numbers of those who registered for this conference, as a sub-query."""
    found: TenantQuerySet = Registration.objects.filter(
        same_text("conference_code", conference), pid__isnull=False
    ).values("pid")
    return found
