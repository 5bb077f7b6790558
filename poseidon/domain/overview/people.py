"""People who take part in a conference and cannot be written to."""

from typing import NamedTuple

from django.db.models import Q

from poseidon.domain.abstracts.selectors import pids_of_authors
from poseidon.domain.people.models import People
from poseidon.domain.program.selectors import pids_in_programme
from poseidon.domain.registrations.selectors import pids_registered

WITHOUT_MAIL = Q(email=None) | Q(email="")


class Unreachable(NamedTuple):
    """A person without an e-mail address, and what they have to do with the conference."""

    person: People
    in_programme: bool
    author: bool
    registered: bool


def people_without_mail(conference: str) -> list[Unreachable]:
    """Everybody in the programme, among the authors or registered who has no e-mail address; by name.

    Three queries, one for each way to take part: a server looks people up by the numbers of one
    sub-query, but reads all people of the tenant where three are joined by OR.
    """
    people: dict[int, People] = {}
    ways: list[set[int]] = []
    for pids in (pids_in_programme(conference), pids_of_authors(conference), pids_registered(conference)):
        found = {person.pid: person for person in _without_mail(pids)}
        people.update(found)
        ways.append(set(found))
    ordered = sorted(
        people.values(), key=lambda each: (each.last_name or "", each.first_name or "", each.pid)
    )
    return [Unreachable(person, *(person.pid in way for way in ways)) for person in ordered]


def _without_mail(pids: object) -> list[People]:
    short = ("pid", "first_name", "last_name", "organisation", "country", "email")
    return list(People.objects.filter(WITHOUT_MAIL, pid__in=pids).only(*short))
