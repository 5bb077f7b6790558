"""A list page: what was asked for in the query string, and a page of rows, by number or by the last row seen.

By number: two queries whatever the number of rows, count and page. By the last row seen: one. Orders end in a
key, so that no row is shown twice or left out between two pages.
"""

from typing import Any, Final, NamedTuple

from django.core import signing
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from poseidon.commons.keyset import Keyset, as_plain
from poseidon.commons.text_search import tidy

ROWS_A_PAGE: Final = 50
PLACES: Final = ("after", "before")
"""What an address says of the place in a list: a signed place, or for `before` END."""
END: Final = "end"

Place = tuple[Any, ...]


def asked(request: HttpRequest, name: str) -> str:
    """A filter of the query string, tidied; empty where it is not given."""
    return tidy(request.GET.get(name, ""))


def page_of(request: HttpRequest, rows: "QuerySet[Any] | list[Any]") -> Page[Any]:
    """The page that `?page=` asks for; the first or the last one where it asks for nonsense."""
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    return page


class Stretch(NamedTuple):
    """Some rows of a list by their keys; `before` and `after` are what an address says to go on from here,
    None at the list's end."""

    keys: list[Any]
    before: str | None
    after: str | None


def stretch_of(request: HttpRequest, rows: Keyset, name: str, size: int = ROWS_A_PAGE) -> Stretch:
    """The rows that `?after=` or `?before=` ask for; the first ones where they ask for nonsense.

    One query; a second one where a row went away and its page with it. `name` tells lists and orders apart: a
    place in one of them says nothing in another. Places are signed, so that only what a page showed is
    compared with columns, whose character sets refuse to be compared with just anything.
    """
    salt = f"place:{getattr(request, 'tenant', '')}:{name}"
    places, more_before, more_after = _found(request, rows, salt, size)
    if not places and (more_before or more_after):
        places, more_before, more_after = _first(rows, size)
    return Stretch(
        [place[-1] for place in places],
        _signed(places[0], salt) if places and more_before else None,
        _signed(places[-1], salt) if places and more_after else None,
    )


def _found(request: HttpRequest, rows: Keyset, salt: str, size: int) -> tuple[list[Place], bool, bool]:
    if request.GET.get("before") == END:
        places = rows.last(size + 1)
        return places[-size:], len(places) > size, False
    if (place := _unsigned(request.GET.get("after"), salt, rows)) is not None:
        places = rows.after(place, size + 1)
        return places[:size], True, len(places) > size
    if (place := _unsigned(request.GET.get("before"), salt, rows)) is not None:
        places = rows.before(place, size + 1)
        if len(places) > size:
            return places[-size:], True, True
    return _first(rows, size)


def _first(rows: Keyset, size: int) -> tuple[list[Place], bool, bool]:
    places = rows.first(size + 1)
    return places[:size], False, len(places) > size


def _signed(place: Place, salt: str) -> str:
    return signing.dumps(as_plain(place), salt=salt, compress=True)


def _unsigned(text: str | None, salt: str, rows: Keyset) -> list[Any] | None:
    try:
        place = signing.loads(text or "", salt=salt)
    except signing.BadSignature:
        return None
    return place if isinstance(place, list) and len(place) == len(rows.keys) else None
