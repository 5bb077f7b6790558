"""Every number of a conference's page, and the rows that are found where it leads to.

Lists are asked as their pages ask them, without drawing the page, which takes a hundred times as long.

A number is the text of a link that is nothing but a number, or begins with one: `7`, `1 007 registrations`.
"""

import re
from collections.abc import Iterator
from html import unescape
from random import Random
from typing import Any, NamedTuple

from django.test import Client, RequestFactory

from poseidon.web.workspace.lists import abstracts, people, registrations, sessions
from poseidon.web.workspace.lists.filters import asked_of
from tests.web.html import Page

LINK = re.compile(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
MARKUP = re.compile(r"<[^>]*>")
NUMBER = re.compile(r"(\d[\d\N{NARROW NO-BREAK SPACE}.,]*)(?!\d*[:–-])")
LISTS = {each.table.name: each for each in (registrations.LIST, abstracts.LIST, sessions.LIST, people.LIST)}


class Linked(NamedTuple):
    """A number with the address that it leads to."""

    number: int
    address: str


class Counted(NamedTuple):
    """What a page says, and what is found where the number leads to."""

    told: int
    found: int
    address: str


def linked_numbers(html: str) -> list[Linked]:
    """The numbers of the page's main part that lead to rows, each address once for each number."""
    main = html[html.index("<main") : html.index("</main>")]
    found = set()
    for address, inner in LINK.findall(main):
        text = MARKUP.sub(" ", unescape(inner)).strip(" \n")
        told = NUMBER.match(text) if "<title>" not in inner else NUMBER.match(text.rpartition(": ")[2])
        if told and _leads_to_rows(unescape(address)):
            found.add(Linked(int(re.sub(r"\D", "", told[1])), unescape(address)))
    return sorted(found)


def _leads_to_rows(address: str) -> bool:
    path = address.partition("?")[0]
    return path.startswith("/") and (path.split("/")[2] in LISTS or "conferences/" in path)


def rows_at(client: Client, address: str) -> int:
    """How many rows are found at the address: in a list's export, on all pages of a concern, or in a day."""
    path, _, query = address.partition("?")
    query = query.partition("#")[0]
    if path.split("/")[2] in LISTS:
        page = LISTS[path.split("/")[2]]
        return page.table.find(asked_of(RequestFactory().get(address), page.filters)).rows.count()
    if path.endswith("/attention/"):
        return sum(_rows_of_pages(client, address))
    answer = client.get(address)
    assert answer.status_code == 200, address
    if path.endswith("/rooms/"):
        return answer.text.partition("<tbody>")[2].count("<tr>")
    return sum(attrs.get("class") == "slot" for attrs in Page(answer.text).all("li"))


def _rows_of_pages(client: Client, address: str) -> Iterator[int]:
    for page in range(1, 100):
        html = client.get(f"{address}&page={page}").text
        body = html.partition("<tbody>")[2].partition("</tbody>")[0]
        if not body:
            return
        yield body.count("<tr>")
        if f"page={page + 1}" not in html:
            return


def told_and_found(
    client: Client, page: str, *, most: int = 1000, dice: Random | None = None
) -> list[Counted]:
    """What the page says, what is found, and where; of at most so many numbers, which the dice choose."""
    told = linked_numbers(client.get(page).text)
    assert told, f"{page} has no numbers"
    if dice is not None and len(told) > most:
        told = dice.sample(told, most)
    return [Counted(each.number, rows_at(client, each.address), each.address) for each in told]


def wrong_numbers(client: Client, page: str, **chosen: Any) -> list[Counted]:
    """The numbers that are not those of their rows; as `told_and_found`."""
    return [each for each in told_and_found(client, page, **chosen) if each.told != each.found]
