"""Abstracts and sessions by title, number and id, all or those of a window; one query each."""

from django.db.models import Case, Q, Value, When

from poseidon.commons.asked_words import Asked, every_word
from poseidon.commons.newest import Window
from poseidon.commons.text_search import same_written_text
from poseidon.domain.abstracts.models import Abstract
from poseidon.domain.program.models import Session
from poseidon.domain.search.found import SHOWN, Found, shown
from poseidon.tenancy.api import TenantQuerySet

_NUMBERED = {Abstract: "number", Session: ""}
_LONG = {Abstract: ("body",), Session: ("summary", "description")}


def find_abstracts(asked: Asked, window: Window | None) -> Found:
    """Abstracts with every word in title or number, newest first; first those with exactly this number."""
    return _find(Abstract.objects.all(), asked, window, ("title__has_text", "number__begins"))


def find_sessions(asked: Asked, window: Window | None) -> Found:
    """Sessions with every word in title or subtitle, newest first; rooms are loaded."""
    rows = Session.objects.select_related("room")
    return _find(rows, asked, window, ("title__has_text", "subtitle__has_text"))


def _find(rows: TenantQuerySet, asked: Asked, window: Window | None, lookups: tuple[str, ...]) -> Found:
    among = Q() if window is None else Q(pk__gt=window.after)
    wanted, exactly, order = among & every_word(asked.words, *lookups), _exactly(rows, asked, among), ["-pk"]
    if exactly:
        rows = rows.annotate(exact=Case(When(exactly, then=Value(0)), default=Value(1)))
        wanted, order = wanted | exactly, ["exact", "-pk"]
    found = list(rows.defer(*_LONG[rows.model]).filter(wanted).order_by(*order)[: SHOWN + 1])
    exact = [row for row in found if getattr(row, "exact", 1) == 0]
    return shown(exact, found, window)


def _exactly(rows: TenantQuerySet, asked: Asked, among: Q) -> Q:
    """Of this id, or of this number, which has a digit in it: no index serves it. False where neither can
    be."""
    condition, column = Q() if asked.number is None else Q(pk=asked.number), _NUMBERED[rows.model]
    if column and len(asked.words) == 1 and any(char.isdecimal() for char in asked.text):
        condition |= among & same_written_text(column, asked.text)
    return condition
