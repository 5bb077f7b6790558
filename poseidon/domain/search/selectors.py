"""One search over everything a tenant's staff look for."""

from typing import NamedTuple

from poseidon.commons.asked_words import understand
from poseidon.domain.search.found import Found
from poseidon.domain.search.people import find_people
from poseidon.domain.search.works import find_abstracts, find_conferences, find_sessions


class Results(NamedTuple):
    """What was found of each kind."""

    conferences: Found
    people: Found
    sessions: Found
    abstracts: Found

    def __bool__(self) -> bool:
        return any(found.rows for found in self)


NOTHING = Results(Found([]), Found([]), Found([]), Found([]))


def search_everything(typed: str, *, thorough: bool = False) -> Results:
    """Conferences, people, sessions and abstracts of the tenant by name, title, e-mail, number or id.

    Accents and case are ignored as far as the columns' collations do. Takes some 0.1 s whatever the tables'
    size, because what has no index is looked up among the newest rows only; with `thorough`, all of
    them. An e-mail address is looked for among people only.
    """
    asked = understand(typed)
    if not asked:
        return NOTHING
    if asked.email:
        return NOTHING._replace(people=find_people(asked, thorough=thorough))
    return Results(
        conferences=find_conferences(asked),
        people=find_people(asked, thorough=thorough),
        sessions=find_sessions(asked, thorough=thorough),
        abstracts=find_abstracts(asked, thorough=thorough),
    )
