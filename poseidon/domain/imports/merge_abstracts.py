"""Abstracts and their authors."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from poseidon.domain.abstracts.models import Abstract, AbstractAuthors
from poseidon.domain.imports.links import Link, merge_links
from poseidon.domain.imports.programme import Abstract as ToldAbstract
from poseidon.domain.imports.programme import Author
from poseidon.domain.imports.rows import Merge

_ACCEPTED: Final = "accepted"  # what stands in a book was accepted; only new rows say so


def merge_abstracts(merge: Merge, pids: Mapping[str, int]) -> dict[str, int]:
    """Ids of the abstracts by key, found by external id among those of the conference."""
    if not merge.programme.abstracts:
        return {}
    rows = Abstract.objects.filter(conference_code=merge.code, external_id__isnull=False).order_by("-pk")
    stored = {row.external_id: row for row in rows}
    abstracts: dict[str, Abstract] = {}
    new: dict[str, Abstract] = {}
    for key, told in merge.programme.abstracts.items():
        values = _values(told, pids)
        if key in stored:
            abstracts[key] = merge.bring("abstracts", stored[key], values, told.where)
        else:
            values |= {"conference_code": merge.code, "external_id": key, "status": _ACCEPTED}
            new[key] = merge.make(Abstract, values, told.where)
    merge.insert("abstracts", list(new.values()), known_by=("external_id",))
    missing = [row for key, row in stored.items() if key not in merge.programme.abstracts]
    merge.note_missing("abstracts", len(missing), [f"{row} ({row.external_id})" for row in missing])
    return {key: row.pk for key, row in (abstracts | new).items()}


def _values(told: ToldAbstract, pids: Mapping[str, int]) -> dict[str, Any]:
    presenter = next((author.person for author in told.authors if author.presenting), None)
    values = {name: getattr(told, name) for name in ("title", "number", "body", "track", "language")}
    return {**values, "presenter_pid": pids[presenter] if presenter is not None else None}


def merge_authors(merge: Merge, abstracts: Mapping[str, int], pids: Mapping[str, int]) -> None:
    """Authors of each abstract in order, with their affiliations as printed."""

    def told() -> Iterator[Link]:
        for key, number in abstracts.items():
            abstract = merge.programme.abstracts[key]
            once: dict[int, Author] = {}  # two spellings of the file may be one person
            for author in abstract.authors:
                once.setdefault(pids[author.person], author)
            for order, (pid, author) in enumerate(once.items(), start=1):
                values = {"order": order, "presenting": author.presenting, "affiliation": author.affiliation}
                yield Link((number, pid), values, abstract.where)

    rows = AbstractAuthors.objects.filter(abstract__conference_code=merge.code)
    if abstracts:
        merge_links(merge, "authors", rows, ("abstract_id", "pid"), told(), abstracts.values())
