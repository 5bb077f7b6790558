"""One search over everything a tenant's staff look for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from poseidon.commons.asked_words import understand
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.search.conferences import find_conferences
from poseidon.domain.search.found import Found
from poseidon.domain.search.people import find_people
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
    them. An e-mail address is looked for among people only. Four queries, and once a minute one for each
    table that tells which rows are its newest.
    """
    asked = understand(typed)
    if not asked:
        return Results()
    people = find_people(asked, thorough=thorough)
    if asked.email:
        return Results(people=people)
    sessions = find_sessions(asked, thorough=thorough)
    abstracts = find_abstracts(asked, thorough=thorough)
    codes = [work.conference_code for work in (*sessions.rows, *abstracts.rows)]
    conferences, by_code = find_conferences(asked, codes)
    return Results(conferences, people, sessions, abstracts, by_code)
