"""People by number, e-mail, the older systems' number, and name; quick with a million of them.

What an index serves is looked for among all people, everything else among the newest ones, unless there are
few; see `domain/people/finding.py`. One query finds both.
"""

from typing import Final

from django.db.models import Q, Subquery

from poseidon.commons.asked_words import Asked, every_word, matches
from poseidon.commons.newest import Window, newest
from poseidon.commons.read_together import read_together
from poseidon.domain.people import finding
from poseidon.domain.people.models import People
from poseidon.domain.search.found import SHOWN, Found, shown
from poseidon.tenancy.api import TenantQuerySet

_BY_NAME: Final = ("last_name", "first_name", "pid")


def find_people(asked: Asked, window: Window | None) -> Found:
    """People that match all of what was asked, other than an address; if few are called so, among those of
    the window. No window: the whole table is looked through, half a second for a million people."""
    numbered = _people(finding.numbered(asked))
    looking = _people(_looking_through(asked, window), "-pid")

    def read(called: Q) -> list[list[People]]:
        one_more = Subquery(_people(called).values("pk")[SHOWN : SHOWN + 1])
        if_few = looking.alias(one_more=one_more).filter(one_more=None)
        return _read(numbered, _people(called, *_BY_NAME), if_few)

    exact, named, others = finding.with_called(asked, read)
    return shown(exact, [*named, *others], None if len(named) > SHOWN else window)


def find_address(asked: Asked, *, thorough: bool = False) -> Found:
    """People of the address that was asked, or who are called so. One query; another one among the newest
    people where nobody was found, or not all people of the address could be looked for."""
    everywhere = thorough or finding.addresses_are_quick()
    numbered, same = _people(finding.numbered(asked)), finding.of_address(asked.email)
    of_address = _people(same if everywhere else finding.guessed_by_address(asked.email))

    def read(called: Q) -> list[list[People]]:
        return _read(numbered, of_address, _people(called, *_BY_NAME))

    known, addressed, named = finding.with_called(asked, read)
    if addressed and everywhere and not thorough:
        return shown([*known, *addressed], named, None)
    window = None if thorough else newest(People.objects.all(), finding.NEWEST_PEOPLE)
    among = _people(Q(pk__in=()) if everywhere else same & _inside(window))
    newer, others = _read(among, _people(_looking_through(asked, window), "-pid"))
    return shown([*known, *addressed, *newer], [*named, *others], window)


def _people(condition: Q, *order: str) -> TenantQuerySet:
    """Without an order where the first to be found will do: in one, a server may read the whole table."""
    people: TenantQuerySet = People.objects.defer("biography")
    return people.filter(condition).order_by(*order)


def _read(*parts: TenantQuerySet) -> list[list[People]]:
    return read_together(*parts, most=SHOWN + 1, order=_BY_NAME)


def _looking_through(asked: Asked, window: Window | None) -> Q:
    condition = every_word(asked.words, *finding.NAMES, "email__begins")
    if len(asked.words) > 1:
        condition |= matches(asked.text, ["email__begins"])
    return condition & _inside(window)


def _inside(window: Window | None) -> Q:
    return Q() if window is None else Q(pid__gt=window.after)
