"""Who in one file is the same person, though the file gives them an id in one place and none in another."""

from collections import defaultdict
from collections.abc import Mapping

from poseidon.commons.folding import fold
from poseidon.domain.imports.names import same_affiliation
from poseidon.domain.imports.programme import Person


def who_is_meant(people: Mapping[str, Person]) -> dict[str, str]:
    """By everybody's key, the key of the person they are: mostly their own.

    Somebody without an id is whoever has that name and shares an affiliation: who has an id first, else who
    names most affiliations. Where several fit, they are somebody else. Only the file is asked, so that it
    always comes out the same.
    """
    meant: dict[str, str] = {}
    of_one_name: dict[str, list[str]] = defaultdict(list)
    for key in sorted(people, key=lambda key: _rank(people[key])):
        namesakes = of_one_name[fold(people[key].name.full)]
        fitting = [] if people[key].external_id else [one for one in namesakes if _alike(people, one, key)]
        with_id = [one for one in fitting if people[one].external_id]
        chosen = with_id or fitting
        meant[key] = chosen[0] if len(chosen) == 1 else key
        if meant[key] == key:
            namesakes.append(key)
    return meant


def _rank(person: Person) -> tuple[bool, int]:
    return person.external_id is None, -len(person.affiliations)


def _alike(people: Mapping[str, Person], one: str, other: str) -> bool:
    ours, theirs = (frozenset(map(fold, people[key].affiliations)) for key in (one, other))
    return same_affiliation(ours, theirs)
