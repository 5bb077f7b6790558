"""People by number, e-mail, the older systems' number, and name; quick with a million of them.

The table has an index on (last name, first name) and one on the external number, and none on e-mails. So
last names are looked for among all people, and everything else among the newest ones, unless there are few.
"""

import operator
import re
from functools import reduce

from django.db import OperationalError
from django.db.models import Q

from poseidon.commons.folded_search import CANNOT_HOLD
from poseidon.commons.text_search import same_text_in_any_case
from poseidon.domain.people.models import People
from poseidon.domain.people.selectors import people_by_pid
from poseidon.domain.search.asked import Asked, every_word, matches, spellings
from poseidon.domain.search.found import NEWEST_PEOPLE, SHOWN, Found, Window, newest, shown

_NAMES = ("first_name__has_word", "last_name__has_word")


def find_people(asked: Asked, *, thorough: bool = False) -> Found:
    """People that match all of what was asked. `thorough` looks through the whole table: half a second for a
    million people."""
    exact, found, window = _with_number_or_email(asked), _by_last_name(asked), None
    if len(found) <= SHOWN and not (exact and asked.email):
        window = None if thorough else newest(People.objects.all(), NEWEST_PEOPLE)
        found = list(dict.fromkeys([*found, *_looking_through(asked, window)]))
    kept = shown(exact, found, window)
    people = people_by_pid(kept.rows)
    return kept._replace(rows=[people[pid] for pid in kept.rows if pid in people])


def _with_number_or_email(asked: Asked) -> list[int]:
    numbered = Q(external_id=asked.text) if asked.text.isascii() else Q(pk__in=())
    if asked.number is not None:
        numbered |= Q(pid=asked.number)
    found = _pids(numbered, "pid")
    if asked.email:
        found += _with_email(asked.email)
    return found


def _with_email(email: str) -> list[int]:
    """First among the people whose last name the address seems to have in it, which the index serves."""
    same = same_text_in_any_case("email", email)
    parts = [part for part in re.split(r"[._+-]", email.partition("@")[0]) if len(part) > 1]
    named = reduce(
        operator.or_, (Q(last_name__begins=part) for part in parts if part.isascii()), Q(pk__in=())
    )
    return _pids(named & same, "pid") or _pids(same, "pid")


def _by_last_name(asked: Asked) -> list[int]:
    """One word begins the last name, and all others are in the name; read from the index alone."""
    try:
        return _pids(_last_name_first(asked), "last_name", "first_name", "pid")
    except OperationalError as error:
        if error.args[0] != CANNOT_HOLD:
            raise
        return []  # the column has no such letters, so nobody is called so


def _last_name_first(asked: Asked) -> Q:
    ways = []
    for at, word in enumerate(asked.words):
        begins = reduce(operator.or_, (Q(last_name__begins_indexed=each) for each in spellings(word)))
        others = (*asked.words[:at], *asked.words[at + 1 :])
        ways.append(begins & every_word(others, *_NAMES))
    return reduce(operator.or_, ways)


def _looking_through(asked: Asked, window: Window | None) -> list[int]:
    condition = every_word(asked.words, *_NAMES, "email__begins")
    if len(asked.words) > 1:
        condition |= matches(asked.text, ["email__begins"])
    return _pids(condition if window is None else condition & Q(pid__gt=window.after), "-pid")


def _pids(condition: Q, *order: str) -> list[int]:
    rows = People.objects.filter(condition).order_by(*order)
    return list(rows.values_list("pid", flat=True)[: SHOWN + 1])
