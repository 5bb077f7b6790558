"""People of a file among those of the tenant: found, corrected or filled, and made where they are new."""

from collections.abc import Collection, Mapping
from typing import Any

from poseidon.domain.imports import identity
from poseidon.domain.imports.alike import who_is_meant
from poseidon.domain.imports.names import AFFILIATION_JOIN
from poseidon.domain.imports.namesakes import find_namesakes, load_by_external_id
from poseidon.domain.imports.people_memory import columns_kept, keep_columns
from poseidon.domain.imports.programme import Person, fill
from poseidon.domain.imports.rows import Merge, Rule, differences
from poseidon.domain.people.models import People


def merge_people(merge: Merge) -> dict[str, int]:
    """Pid by key of everybody in the file.

    Who is the same within the file (see `who_is_meant`) is one. By external id first; then by name and
    affiliation, if just one such person is there who is not known under another id of the same source.
    Whom an id of the file found is corrected, whom a name found is only filled.
    """
    meant = who_is_meant(merge.programme.people)
    people = {key: person for key, person in merge.programme.people.items() if meant[key] == key}
    for key, person in merge.programme.people.items():
        fill(people[meant[key]], person)
    stored = {key: stored_id(person, merge.source) for key, person in people.items()}
    by_id = load_by_external_id(stored.values())
    known = {key: by_id[stored[key]] for key in people if stored[key] in by_id}
    strangers = {key: person for key, person in people.items() if key not in known}
    claimed = {row.pid for row in known.values()}
    namesakes = find_namesakes(strangers, stored, claimed, merge.summary)
    kept = columns_kept()
    for key, row in known.items():
        if people[key].external_id:
            _correct(merge, row, people[key], kept.get(row.pid, set()))
        else:
            _fill(merge, row, people[key], stored[key])
    for key, row in namesakes.items():
        _fill(merge, row, people[key], stored[key])
    keep_columns(merge, _left_alone(merge, namesakes, stored))
    new: dict[str, People] = {}
    for key, person in strangers.items():
        if key not in namesakes and stored[key] not in new:
            values = _values(person) | {"external_id": stored[key]}
            new[stored[key]] = merge.make(People, values, person.where)
    merge.insert("people", list(new.values()), known_by=("external_id",))
    rows = known | namesakes
    pids = {key: (rows.get(key) or new[stored[key]]).pid for key in people}
    return {key: pids[one] for key, one in meant.items()}


def stored_id(person: Person, source: str) -> str:
    """The external id under which the person is kept."""
    if person.external_id:
        return identity.external_id(person.external_id, source)
    return identity.weak_external_id(person.name.full, person.affiliations, source)


def _left_alone(merge: Merge, found: Mapping[str, People], stored: Mapping[str, str]) -> dict[int, list[str]]:
    """Columns, by pid, in which those who were found by name and now have an id differ from the file."""
    differing = {}
    for key, row in found.items():
        person = merge.programme.people[key]
        if person.external_id and row.external_id == stored[key]:
            values = merge.fitter.fit(People, _corrections(row, person), person.where)
            differing[row.pid] = list(differences(row, values, Rule.FILE))
    return {pid: columns for pid, columns in differing.items() if columns}


def _correct(merge: Merge, row: People, person: Person, kept: Collection[str]) -> None:
    values = _corrections(row, person)
    merge.bring("people", row, {name: values[name] for name in values if name not in kept}, person.where)


def _corrections(row: People, person: Person) -> dict[str, Any]:
    values = _values(person)
    if row.full_name == person.name.full:  # how it is split over two columns is the staff's to say
        del values["first_name"], values["last_name"]
    return values


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
