"""One search over everything a tenant's staff look for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from poseidon.commons.asked_words import understand
from poseidon.commons.newest import Wanted, Window, newest_of
from poseidon.domain.abstracts.models import Abstract
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.people import finding
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Session
from poseidon.domain.search.conferences import find_conferences
from poseidon.domain.search.found import NEWEST_WORKS, Found
from poseidon.domain.search.people import find_address, find_people
from poseidon.domain.search.works import find_abstracts, find_sessions


class Results(NamedTuple):
    """What was found of each kind, and by `code_key` the conferences of what was found."""

    conferences: Found = Found([])
    people: Found = Found([])
    sessions: Found = Found([])
    abstracts: Found = Found([])
    by_code: Mapping[str, PlanionContainer] = MappingProxyType({})

    def __bool__(self) -> bool:
        return any(found.rows for found in self[:4])


def search_everything(typed: str, *, thorough: bool = False) -> Results:
    """Conferences, people, sessions and abstracts of the tenant by name, title, e-mail, number or id.

    Accents and case are ignored as far as the columns' collations do. Takes some 0.1 s whatever the tables'
    size, because what has no index is looked up among the newest rows only; with `thorough`, all of
    them. An e-mail address is looked for among people only. Four queries, and once a minute one that tells
    which rows are the newest.
    """
    asked = understand(typed)
    if not asked:
        return Results()
    if asked.email:
        return Results(people=find_address(asked, thorough=thorough))
    of_people, of_sessions, of_abstracts = _windows(thorough)
    people = find_people(asked, of_people)
    sessions = find_sessions(asked, of_sessions)
    abstracts = find_abstracts(asked, of_abstracts)
    codes = [work.conference_code for work in (*sessions.rows, *abstracts.rows)]
    conferences, by_code = find_conferences(asked, codes)
    return Results(conferences, people, sessions, abstracts, by_code)


def _windows(thorough: bool) -> list[Window | None]:
    """What is looked through of people, sessions and abstracts."""
    if thorough:
        return [None, None, None]
    return newest_of(
        Wanted(People.objects.all(), finding.NEWEST_PEOPLE),
        Wanted(Session.objects.all(), NEWEST_WORKS),
        Wanted(Abstract.objects.all(), NEWEST_WORKS),
    )
