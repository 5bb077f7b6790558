"""Finds people among perhaps a million: by external id, by name; only those in question are read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple, TypeVar

from django.db import connections
from django.db.models import Q

from poseidon.commons.folding import fold
from poseidon.domain.imports import identity
from poseidon.domain.imports.names import folded_affiliations, possible_splits, same_affiliation, spellings
from poseidon.domain.imports.programme import Person
from poseidon.domain.imports.summary import Summary
from poseidon.domain.people.models import People
from poseidon.tenancy.api import require_tenant

_AT_ONCE: Final = 200  # people asked for in one query
_READ_AT_ONCE: Final = 5_000  # rows held where all of them pass by
_LONGEST: Final = 201  # characters of a full name that two columns hold; more would fill the memory
_COLUMNS: Final = ("pid", "first_name", "last_name", "organisation", "external_id")

Item = TypeVar("Item")


class Namesake(NamedTuple):
    """What is needed of a stored person to tell whether they are meant."""

    pid: int
    affiliations: frozenset[str]
    external_id: str | None


def load_by_external_id(external_ids: Iterable[str]) -> dict[str, People]:
    """People by external id; of several with one id, whoever was there first."""
    found: dict[str, People] = {}
    for some in _portions(sorted(set(external_ids))):
        for row in People.objects.filter(external_id__in=some).order_by("-pid"):
            found[row.external_id or ""] = row
    return found


def find_namesakes(
    people: Mapping[str, Person], stored: Mapping[str, str], claimed: Collection[int], summary: Summary
) -> dict[str, People]:
    """Rows by key, for those of `people` of whose name and affiliation exactly one stored person is.

    `stored` are external ids by key, `claimed` the pids of those found by theirs. Several: none, and a note.
    """
    candidates = _candidates({fold(person.name.full) for person in people.values()}, people.values())
    taken, chosen = set(claimed), {}
    for key, person in people.items():
        fitting = [
            one for one in candidates[fold(person.name.full)] if _fits(one, person, stored[key], taken)
        ]
        if len(fitting) > 1:
            summary.note(
                f"{len(fitting)} people are called {person.name.full!r}, none was taken ({person.where})"
            )
        elif fitting:
            chosen[key] = fitting[0].pid
            taken.add(fitting[0].pid)
    rows = {
        row.pid: row
        for some in _portions(list(chosen.values()))
        for row in People.objects.filter(pid__in=some)
    }
    return {key: rows[pid] for key, pid in chosen.items()}


def _fits(one: Namesake, person: Person, stored: str, taken: Collection[int]) -> bool:
    """Whether `one` may be `person`: not if taken, or known under another id of the same source."""
    affiliations = frozenset(map(fold, person.affiliations))
    if not same_affiliation(affiliations, one.affiliations):
        return False
    if person.external_id is None:
        return True
    other_source = identity.is_weak(one.external_id) or identity.source_of(
        one.external_id
    ) != identity.source_of(stored)
    return other_source and one.pid not in taken


def _candidates(wanted: Collection[str], people: Collection[Person]) -> Mapping[str, list[Namesake]]:
    """Stored people by folded full name, of those names that are wanted."""
    found: dict[str, list[Namesake]] = defaultdict(list)
    seen: set[int] = set()
    for pid, first, last, organisation, external_id in _rows(people) if people else ():
        name = fold(f"{first or ''} {last or ''}")
        if name in wanted and pid not in seen:
            seen.add(pid)
            found[name].append(Namesake(pid, folded_affiliations(organisation), external_id))
    return found


def _rows(people: Collection[Person]) -> Iterator[tuple[int, str | None, str | None, str | None, str | None]]:
    """Rows that may be of one of `people`. MySQL's collation compares names without accents and case, by
    index; SQLite and PostgreSQL do not, so that all rows pass by, some thousands at a time."""
    rows = People.objects.order_by("pid").values_list(*_COLUMNS)
    if connections[require_tenant("People")].vendor != "mysql":
        page = list(rows[:_READ_AT_ONCE])
        while page:
            yield from page
            page = (
                list(rows.filter(pid__gt=page[-1][0])[:_READ_AT_ONCE]) if len(page) == _READ_AT_ONCE else []
            )
        return
    for some in _portions(list(people)):
        yield from rows.filter(_named_like(some))


def _named_like(people: Iterable[Person]) -> Q:
    """However somebody has split these names over two columns."""
    firsts: set[str] = set()
    lasts: set[str] = set()
    whole: set[str] = set()
    for person in people:
        for full in {person.name.full, fold(person.name.full)}:
            if len(full) > _LONGEST:
                continue
            whole |= spellings(full)
            for first, last in possible_splits(full):
                if first and last:
                    firsts |= spellings(first)
                    lasts |= spellings(last)
                    whole |= {f"{one} {other}" for one in spellings(first) for other in spellings(last)}
    nameless_first, nameless_last = _empty("first_name"), _empty("last_name")
    return (
        Q(last_name__in=lasts, first_name__in=firsts)
        | (Q(last_name__in=whole) & nameless_first)
        | (Q(first_name__in=whole) & nameless_last)
    )


def _empty(column: str) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{column: ""})


def _portions(items: list[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
