"""Reads of people."""

from collections.abc import Iterable

from poseidon.commons.key_lists import KeyList
from poseidon.domain.people.models import People
from poseidon.domain.people.reach import seek_people
from poseidon.tenancy.api import TenantQuerySet


def search_people(words: str = "") -> TenantQuerySet:
    """The people that `seek_people` finds, by name, in one order."""
    return seek_people(words).rows.order_by("last_name", "first_name", "pid")


def person_with_pid(pid: int) -> People | None:
    """The person, or None."""
    found: People | None = People.objects.filter(pid=pid).first()
    return found


def people_by_pid(pids: Iterable[int | None]) -> dict[int, People]:
    """The people of these numbers, by number; one query. Dangling numbers are left out."""
    wanted = KeyList(pid for pid in pids if pid is not None)
    people = People.objects.filter(pid__among_keys=wanted)
    return {person.pid: person for person in people.defer("biography")}
