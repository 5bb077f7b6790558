"""People by number, e-mail, the older systems' number, and name; quick with a million of them.

What an index serves is looked for among all people, everything else among the newest ones, unless there are
few; see `domain/people/finding.py`.
"""

from functools import partial

from django.db.models import Q

from poseidon.commons.asked_words import Asked, every_word, matches
from poseidon.commons.newest import Window, newest
from poseidon.domain.people import finding
from poseidon.domain.people.models import People
from poseidon.domain.people.selectors import people_by_pid
from poseidon.domain.search.found import SHOWN, Found, shown


def find_people(asked: Asked, *, thorough: bool = False) -> Found:
    """People that match all of what was asked. `thorough` looks through the whole table: half a second for a
    million people."""
    exact, window = _with_number_or_email(asked, thorough), None
    found = finding.none_if_it_cannot_be(
        partial(_pids, finding.called(asked), "last_name", "first_name", "pid")
    )
    if len(found) <= SHOWN and not (exact and asked.email):
        window = None if thorough else newest(People.objects.all(), finding.NEWEST_PEOPLE)
        found = list(dict.fromkeys([*found, *_looking_through(asked, window)]))
    kept = shown(exact, found, window)
    people = people_by_pid(kept.rows)
    return kept._replace(rows=[people[pid] for pid in kept.rows if pid in people])


def _with_number_or_email(asked: Asked, thorough: bool) -> list[int]:
    found = _pids(finding.numbered(asked), "pid")
    if asked.email:
        found += finding.pids_with_email(asked.email, most=SHOWN + 1, thorough=thorough)
    return found


def _looking_through(asked: Asked, window: Window | None) -> list[int]:
    condition = every_word(asked.words, *finding.NAMES, "email__begins")
    if len(asked.words) > 1:
        condition |= matches(asked.text, ["email__begins"])
    return _pids(condition if window is None else condition & Q(pid__gt=window.after), "-pid")


def _pids(condition: Q, *order: str) -> list[int]:
    rows = People.objects.filter(condition).order_by(*order)
    return list(rows.values_list("pid", flat=True)[: SHOWN + 1])
