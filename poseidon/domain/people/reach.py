"""Lists of the people that some words mean: everywhere in a small table, within reach in a large one."""

from functools import partial
from typing import Final, NamedTuple

from django.db.models import Q

from poseidon.commons.asked_words import Asked, every_word, understand
from poseidon.commons.key_lists import KeyList
from poseidon.commons.large_tables import is_large
from poseidon.commons.newest import newest
from poseidon.commons.row_counts import KEPT
from poseidon.commons.text_search import MOST_WORDS, tidy
from poseidon.domain.people import finding
from poseidon.domain.people.models import People
from poseidon.tenancy.api import TenantQuerySet

EVERYWHERE: Final = "*"
"""Words that begin with it are sought everywhere, however long that takes."""
_ANYWHERE: Final = (
    *("first_name__has_text", "last_name__has_text"),
    *("organisation__has_text", "email__has_text"),
)


class Reach(NamedTuple):
    """How far a search of a large table went. `newest`: so many of the newest people were looked through;
    None: none were, because the last names gave many already, or a number its person. `most`: it ended with
    so many people. `wider`: what to type to search everywhere."""

    newest: int | None
    most: int | None
    wider: str


class Sought(NamedTuple):
    """The people who were found; no reach: everything was searched."""

    rows: TenantQuerySet
    reach: Reach | None = None


def seek_people(typed: str) -> Sought:
    """People with every one of these words in name, organisation or e-mail, or of this (external) number.

    In a large table: all whose last name begins with one of the words and whose name has the others, all of
    this number or external number or whole address (see `pids_with_email`), and of the newest people those
    with the words anywhere; these are found now, by two to five quick queries, and the rows are read by
    their keys, because the server would look up a million rows in a list's order to find a few.
    """
    text = tidy(typed)
    asked = understand(text.lstrip(EVERYWHERE))
    people = People.objects.all()
    if not asked.text:
        return Sought(people)
    if not text.startswith(EVERYWHERE) and is_large(People, people.db):
        return _within_reach(asked, people)
    return Sought(people.filter(_anywhere(asked) | finding.numbered(asked)))


def _anywhere(asked: Asked) -> Q:
    return every_word(asked.text.split()[:MOST_WORDS], *_ANYWHERE)


def _within_reach(asked: Asked, people: TenantQuerySet) -> Sought:
    wider = f"{EVERYWHERE}{asked.text}"
    exact = _pids(people, finding.numbered(asked))
    if asked.email:
        exact += finding.pids_with_email(asked.email, most=KEPT)
    called, named = finding.with_called(asked, partial(_with_pids, people))
    if len(named) > KEPT:
        among = Q(pk__among_keys=KeyList(exact)) if exact else Q(pk__in=())
        return Sought(people.filter(called | among), Reach(None, None, wider))
    if exact and asked.number is not None:  # else everybody with a 7 in the address
        return Sought(people.filter(pk__among_keys=KeyList([*exact, *named])), Reach(None, None, wider))
    window = newest(people, finding.NEWEST_PEOPLE)
    if window is None:  # the estimate was too high
        return Sought(people.filter(_anywhere(asked) | finding.numbered(asked)))
    others = _pids(people, _anywhere(asked) & Q(pk__gt=window.after), "-pk")
    keys = list(dict.fromkeys([*exact, *named, *others]))
    most = KEPT if len(keys) > KEPT else None
    found = people.filter(pk__among_keys=KeyList(keys[:KEPT]))
    return Sought(found, Reach(window.number, most, wider))


def _with_pids(people: TenantQuerySet, condition: Q) -> tuple[Q, list[int]]:
    return condition, _pids(people, condition)


def _pids(people: TenantQuerySet, condition: Q, *order: str) -> list[int]:
    return list(people.filter(condition).order_by(*order).values_list("pid", flat=True)[: KEPT + 1])
