"""Reads of abstracts and their authors."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, F, Q

from poseidon.commons.key_lists import KeyList
from poseidon.commons.text_search import every_word_in, same_text
from poseidon.domain.abstracts.models import Abstract, AbstractAuthors
from poseidon.domain.people.models import People
from poseidon.domain.people.selectors import people_by_pid
from poseidon.tenancy.api import TenantQuerySet

IN_PRINT = (F("order").asc(nulls_last=True), "id")
"""The order in which an abstract's authors are printed."""


class Author(NamedTuple):
    """One author of one abstract; `person` is None where the number points nowhere."""

    position: int
    row: AbstractAuthors
    person: People | None


class Contribution(NamedTuple):
    """What a person has to do with an abstract; `position` is None for a presenter who is no author."""

    abstract: Abstract
    position: int | None
    authors: int
    row: AbstractAuthors | None
    presents: bool


def search_abstracts(words: str = "", *, conference: str = "", status: str = "") -> TenantQuerySet:
    """Abstracts with these words in number or title, by conference and arrival; always in one order."""
    found: TenantQuerySet = Abstract.objects.filter(every_word_in(words, "number", "title"))
    if conference:
        found = found.filter(same_text("conference_code", conference))
    if status:
        found = found.filter(same_text("status", status))
    return found.order_by("conference_code", "id")


def abstract_with_id(number: int) -> Abstract | None:
    """The abstract, or None."""
    found: Abstract | None = Abstract.objects.filter(id=number).first()
    return found


def authors_of(abstracts: Iterable[int]) -> dict[int, list[Author]]:
    """The authors of each of these abstracts, in print order, by abstract id; two queries."""
    rows = list(
        AbstractAuthors.objects.filter(abstract_id__among_keys=KeyList(abstracts)).order_by(*IN_PRINT)
    )
    people = people_by_pid(row.pid for row in rows)
    found: dict[int, list[Author]] = defaultdict(list)
    for row in rows:
        authors = found[row.abstract_id]
        authors.append(Author(len(authors) + 1, row, people.get(row.pid)))
    return found


def contributions_of(pid: int) -> list[Contribution]:
    """The abstracts that a person wrote or presents, newest first; three queries."""
    own = {row.abstract_id for row in AbstractAuthors.objects.filter(pid=pid).only("abstract_id")}
    rows = list(AbstractAuthors.objects.filter(abstract_id__in=own).order_by(*IN_PRINT))
    by_abstract: dict[int, list[AbstractAuthors]] = defaultdict(list)
    for row in rows:
        by_abstract[row.abstract_id].append(row)
    found = Abstract.objects.filter(Q(id__in=own) | Q(presenter_pid=pid)).defer("body").order_by("-id")
    return [_contribution(abstract, pid, by_abstract[abstract.id]) for abstract in found]


def _contribution(abstract: Abstract, pid: int, rows: list[AbstractAuthors]) -> Contribution:
    place = next((index for index, row in enumerate(rows) if row.pid == pid), None)
    row = None if place is None else rows[place]
    presents = abstract.presenter_pid == pid or any(each.presenting for each in rows if each.pid == pid)
    return Contribution(abstract, None if place is None else place + 1, len(rows), row, presents)


def pids_of_authors(conference: str) -> TenantQuerySet:
    """The numbers of those who wrote something for this conference, as a sub-query."""
    found: TenantQuerySet = AbstractAuthors.objects.filter(
        same_text("abstract__conference_code", conference), pid__isnull=False
    ).values("pid")
    return found


def abstract_counts(pids: Iterable[int]) -> dict[int, int]:
    """How many abstracts each of these people wrote, by number; one query."""
    rows = AbstractAuthors.objects.filter(pid__among_keys=KeyList(pids)).values_list("pid")
    return dict(rows.annotate(Count("abstract_id", distinct=True)))


def statuses() -> list[str]:
    """The statuses that abstracts of this tenant have, to choose one of."""
    found = Abstract.objects.exclude(status=None).exclude(status="").values_list("status", flat=True)
    return sorted({status.strip() for status in found.distinct()[:50]})
