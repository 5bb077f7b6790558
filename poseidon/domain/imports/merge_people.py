"""People of a file among those of the tenant: found, corrected or filled, and made where they are new."""

from typing import Any

from poseidon.domain.imports import identity
from poseidon.domain.imports.names import AFFILIATION_JOIN
from poseidon.domain.imports.namesakes import find_namesakes, load_by_external_id
from poseidon.domain.imports.programme import Person
from poseidon.domain.imports.rows import Merge, Rule
from poseidon.domain.people.models import People


def merge_people(merge: Merge) -> dict[str, int]:
    """Pid by key of everybody in the file.

    By external id first; then by name and affiliation, if just one such person is there who is not known
    under another id of the same source. Whom an id of the file found is corrected, whom a name found is only
    filled.
    """
    people = merge.programme.people
    stored = {key: stored_id(person, merge.source) for key, person in people.items()}
    by_id = load_by_external_id(stored.values())
    known = {key: by_id[stored[key]] for key in people if stored[key] in by_id}
    strangers = {key: person for key, person in people.items() if key not in known}
    claimed = {row.pid for row in known.values()}
    namesakes = find_namesakes(strangers, stored, claimed, merge.summary)
    for key, row in known.items():
        if people[key].external_id:
            _correct(merge, row, people[key])
        else:
            _fill(merge, row, people[key], stored[key])
    for key, row in namesakes.items():
        _fill(merge, row, people[key], stored[key])
    new: dict[str, People] = {}
    for key, person in strangers.items():
        if key not in namesakes and stored[key] not in new:
            values = _values(person) | {"external_id": stored[key]}
            new[stored[key]] = merge.make(People, values, person.where)
    merge.insert("people", list(new.values()), known_by=("external_id",))
    rows = known | namesakes
    return {key: (rows.get(key) or new[stored[key]]).pid for key in people}


def stored_id(person: Person, source: str) -> str:
    """The external id under which the person is kept."""
    if person.external_id:
        return identity.external_id(person.external_id, source)
    return identity.weak_external_id(person.name.full, person.affiliations, source)


def _correct(merge: Merge, row: People, person: Person) -> None:
    values = _values(person)
    if row.full_name == person.name.full:  # how it is split over two columns is the staff's to say
        del values["first_name"], values["last_name"]
    merge.bring("people", row, values, person.where)


def _fill(merge: Merge, row: People, person: Person, stored: str) -> None:
    values = _values(person)
    del values["first_name"], values["last_name"]
    if person.external_id and identity.is_weak(row.external_id):
        row.external_id = None
        values["external_id"] = stored
    merge.bring("people", row, values, person.where, Rule.ROW)


def _values(person: Person) -> dict[str, Any]:
    return {
        "first_name": person.name.first,
        "last_name": person.name.last,
        "organisation": AFFILIATION_JOIN.join(person.affiliations),
        "email": person.email,
        "country": person.country,
        "biography": person.biography,
        "photo": person.photo,
    }
