"""Conferences by code, name and venue, with those of the works that were found; one query."""

from collections.abc import Iterable
from typing import NamedTuple

from poseidon.commons.asked_words import Asked, every_word
from poseidon.commons.read_together import read_together
from poseidon.commons.text_search import among_texts, same_written_text
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import code_key
from poseidon.domain.search.found import SHOWN, Found, shown


class Conferences(NamedTuple):
    """Those that match, and by `code_key` those of the wanted codes; dangling codes are left out."""

    found: Found
    by_code: dict[str, PlanionContainer]


def find_conferences(asked: Asked, codes: Iterable[str | None]) -> Conferences:
    """Conferences with every word in code, name or venue, newest first, and before them the one of this code;
    and the conferences of `codes`, whether they match or not."""
    wanted = {code.strip() for code in codes if code}
    words = every_word(asked.words, "code__begins", "name__has_text", "venue__has_text")
    rows, order = PlanionContainer.objects.all(), ("-date", "code")
    exact, found, of_works = read_together(
        rows.filter(same_written_text("code", asked.text)),
        rows.filter(words).order_by(*order),
        rows.filter(among_texts("code", wanted)),
        most=max(SHOWN + 1, len(wanted)),
        order=order,
    )
    return Conferences(shown(exact, found, None), {code_key(row.code): row for row in of_works})
