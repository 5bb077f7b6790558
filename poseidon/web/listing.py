"""A list page: what was asked for in the query string, and one page of rows.

Two queries whatever the number of rows, count and page; orders end in a key, so that no row is shown
twice or left out between two pages.
"""

from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from poseidon.commons.text_search import tidy

ROWS_A_PAGE: Final = 50


def asked(request: HttpRequest, name: str) -> str:
    """A filter of the query string, tidied; empty where it is not given."""
    return tidy(request.GET.get(name, ""))


def page_of(request: HttpRequest, rows: "QuerySet[Any] | list[Any]") -> Page[Any]:
    """The page that `?page=` asks for; the first or the last one where it asks for nonsense."""
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    return page
