"""Abstracts, sessions and conferences by title, number, code and id."""

from django.db.models import Q

from poseidon.commons.asked_words import Asked, every_word
from poseidon.commons.newest import newest
from poseidon.commons.text_search import same_text_in_any_case
from poseidon.domain.abstracts.models import Abstract
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.program.models import Session
from poseidon.domain.search.found import NEWEST_WORKS, SHOWN, Found, shown
from poseidon.tenancy.api import TenantQuerySet

_NUMBERED = {Abstract: "number", Session: ""}
_LONG = {Abstract: ("body",), Session: ("summary", "description")}


def find_abstracts(asked: Asked, *, thorough: bool = False) -> Found:
    """Abstracts with every word in title or number, newest first; first those with exactly this number."""
    return _find(Abstract.objects.all(), asked, ("title__has_text", "number__begins"), thorough)


def find_sessions(asked: Asked, *, thorough: bool = False) -> Found:
    """Sessions with every word in title or subtitle, newest first; rooms are loaded."""
    return _find(
        Session.objects.select_related("room"), asked, ("title__has_text", "subtitle__has_text"), thorough
    )


def find_conferences(asked: Asked) -> Found:
    """Conferences with every word in code, name or venue, newest first; first the one of this code."""
    lookups = ("code__begins", "name__has_text", "venue__has_text")
    rows = PlanionContainer.objects.filter(every_word(asked.words, *lookups))
    found = list(rows.order_by("-date", "code")[: SHOWN + 1])
    return shown(
        list(PlanionContainer.objects.filter(same_text_in_any_case("code", asked.text))), found, None
    )


def _find(rows: TenantQuerySet, asked: Asked, lookups: tuple[str, ...], thorough: bool) -> Found:
    rows = rows.defer(*_LONG[rows.model]).order_by("-pk")
    window = None if thorough else newest(rows, NEWEST_WORKS)
    among = Q() if window is None else Q(pk__gt=window.after)
    found = list(rows.filter(among & every_word(asked.words, *lookups))[: SHOWN + 1])
    return shown(list(rows.filter(_exactly(rows, asked, among))[:SHOWN]), found, window)


def _exactly(rows: TenantQuerySet, asked: Asked, among: Q) -> Q:
    """Of this id, or of this number, which has a digit in it: no index serves it."""
    condition, column = Q(pk__in=() if asked.number is None else (asked.number,)), _NUMBERED[rows.model]
    if column and len(asked.words) == 1 and any(char.isdecimal() for char in asked.text):
        condition |= among & same_text_in_any_case(column, asked.text)
    return condition
