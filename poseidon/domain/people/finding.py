"""Who is meant by some words, in a table of any size; which part of that an index serves.

The table has an index on (last name, first name) and one on the external number, and none on e-mail
addresses unless a customer was given one.
"""

import operator
import re
from collections.abc import Callable
from functools import reduce
from typing import Final, TypeVar

from django.db import OperationalError
from django.db.models import Q

from poseidon.commons.asked_words import Asked, every_word, spellings
from poseidon.commons.folded_search import CANNOT_HOLD
from poseidon.commons.indexes import is_indexed
from poseidon.commons.large_tables import estimated
from poseidon.commons.text_search import same_text
from poseidon.domain.people.models import People

NEWEST_PEOPLE: Final = 20_000
"""People who are looked through where no index helps; takes MariaDB some 15 ms."""
QUICKLY_READ: Final = 200_000
"""People up to whom an address may be looked for in the whole column: takes MariaDB some 50 ms."""
Rows = TypeVar("Rows")
NAMES: Final = ("first_name__has_word", "last_name__has_word")


def called(asked: Asked, charset: str = "utf-8") -> Q:
    """People of whom one word begins the last name and all others are in the name; read from the index alone.
    Last names are looked for in those spellings that `charset` has letters for.

    Raises OperationalError where the column cannot hold the letters: read with `with_called`.
    """
    ways = []
    for at, word in enumerate(asked.words):
        held = [each for each in spellings(word) if _can_hold(charset, each)]
        begins = reduce(operator.or_, (Q(last_name__begins_indexed=each) for each in held), Q(pk__in=()))
        others = (*asked.words[:at], *asked.words[at + 1 :])
        ways.append(begins & every_word(others, *NAMES))
    return reduce(operator.or_, ways, Q(pk__in=()))


def with_called(asked: Asked, read: Callable[[Q], Rows]) -> Rows:
    """What `read` reads of the people called so, in spellings that the column can hold: `Dvořák` is `Dvorak`
    in a latin1 column."""
    for charset in ("utf-8", "cp1252"):  # which MySQL calls latin1
        try:
            return read(called(asked, charset))
        except OperationalError as error:
            if error.args[0] != CANNOT_HOLD:
                raise
    return read(called(asked, "ascii"))


def _can_hold(charset: str, text: str) -> bool:
    try:
        return bool(text.encode(charset))
    except UnicodeEncodeError:
        return False


def numbered(asked: Asked) -> Q:
    """People of this number or external number."""
    found = Q(external_id=asked.text) if asked.text.isascii() else Q(pk__in=())
    return found if asked.number is None else found | Q(pid=asked.number)


def pids_with_email(email: str, *, most: int) -> list[int]:
    """At most `most` people of this address: of all, or, where looking through the whole column would be
    slow, of those whose last name it seems to have in it."""
    return _some(of_address(email) if addresses_are_quick() else guessed_by_address(email), most)


def guessed_by_address(email: str) -> Q:
    """People of this address whose last name it seems to have in it: `ada.lovelace@…`, `alovelace@…`,
    `ada@lovelace.example`; served by the index of names."""
    name, _, domain = email.partition("@")
    parts = [part for part in re.split(r"[._+-]", name) if len(part) > 1]
    parts += [part[1:] for part in parts if len(part) > 3] + domain.split(".")[:-1]
    begins = (Q(last_name__begins=part) for part in parts if part.isascii())
    return reduce(operator.or_, begins, Q(pk__in=())) & of_address(email)


def of_address(email: str) -> Q:
    """People of this address; an index on it serves, where there is one."""
    return same_text("email", email)


def addresses_are_quick() -> bool:
    """Whether the whole column may be looked through unasked: an index serves it, or the table is small."""
    alias = People.objects.all().db
    return estimated(People, alias) <= QUICKLY_READ or is_indexed(People, "email", alias)


def _some(condition: Q, most: int) -> list[int]:
    """Sorted once they are found: asked for an order, a server may read the whole table in it."""
    found = People.objects.filter(condition).order_by()
    return sorted(found.values_list("pid", flat=True)[:most])
