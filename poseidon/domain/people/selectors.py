"""Reads of people."""

from collections.abc import Iterable

from poseidon.commons.key_lists import KeyList
from poseidon.commons.text_search import every_word_in, tidy
from poseidon.domain.people.models import People
from poseidon.tenancy.api import TenantQuerySet

SEARCHED = ("first_name", "last_name", "organisation", "email")


def search_people(words: str = "") -> TenantQuerySet:
    """People with these words in name, organisation or e-mail, or this number; by name, in one order."""
    number = tidy(words)
    found: TenantQuerySet = People.objects.filter(every_word_in(words, *SEARCHED))
    if number.isascii() and number.isdecimal():
        found = found | People.objects.filter(pid=int(number))
    return found.order_by("last_name", "first_name", "pid")


def person_with_pid(pid: int) -> People | None:
    """The person, or None."""
    found: People | None = People.objects.filter(pid=pid).first()
    return found


def people_by_pid(pids: Iterable[int | None]) -> dict[int, People]:
    """The people of these numbers, by number; one query. Dangling numbers are left out."""
    wanted = KeyList(pid for pid in pids if pid is not None)
    people = People.objects.filter(pid__among_keys=wanted)
    return {person.pid: person for person in people.defer("biography")}
