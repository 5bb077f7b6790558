"""Rows that only tie two others together: roles, authors, placements."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from poseidon.domain.imports.rows import NAMED, Merge
from poseidon.tenancy.api import TenantModel, TenantQuerySet


class Link(NamedTuple):
    """What is tied (values of the columns that identify the row) and what else the row holds."""

    ends: tuple[Any, ...]
    values: dict[str, Any]
    where: str


def merge_links(
    merge: Merge,
    kind: str,
    rows: TenantQuerySet,
    columns: tuple[str, ...],
    links: Iterable[Link],
    owners: Collection[int],
) -> None:
    """Makes and changes the links of `owners`, the keys that the first of `columns` may hold.

    `rows` are those there; a link of an owner that is not in the file stays, and that is noted.
    """
    stored = {tuple(getattr(row, name) for name in columns): row for row in rows.order_by("-pk")}
    model: type[TenantModel] = rows.model
    new: dict[tuple[Any, ...], TenantModel] = {}
    wanted: set[tuple[Any, ...]] = set()
    for ends, values, where in links:
        if ends in wanted:
            continue
        wanted.add(ends)
        if ends in stored:
            merge.bring(kind, stored[ends], values, where)
        else:
            new[ends] = merge.make(model, {**dict(zip(columns, ends, strict=True)), **values}, where)
    merge.insert(kind, list(new.values()))
    owned = set(owners)
    missing = [row for ends, row in stored.items() if ends not in wanted and ends[0] in owned]
    merge.note_missing(kind, len(missing), [_named(row) for row in missing[:NAMED]])


def _named(row: Any) -> str:
    """Whom or what a link ties to what."""
    ends = (getattr(row, name, None) for name in ("person", "abstract", "session"))
    return " of ".join(f"{end!s:.40}" for end in ends if end is not None)
