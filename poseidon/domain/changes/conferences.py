"""The conference that a row is of: its own column, or that of the row it belongs to."""

from collections.abc import Sequence
from functools import lru_cache

from django.db import models

Model = type[models.Model]


def conference_codes(rows: Sequence[models.Model], *, alias: str) -> list[str | None]:
    """The code of each of `rows`, which are of one model; None where there is none. At most one query."""
    if not rows:
        return []
    own, parent = _way(type(rows[0]))
    if own is not None:
        return [_code(getattr(row, own)) for row in rows]
    if parent is None:
        return [None] * len(rows)
    related = parent.related_model
    wanted = {getattr(row, parent.attname) for row in rows} - {None}
    parents = related._base_manager.using(alias).filter(pk__in=wanted) if wanted else ()
    known = dict(parents.values_list("pk", "conference_code")) if wanted else {}  # type: ignore[union-attr]
    return [_code(known.get(getattr(row, parent.attname))) for row in rows]


def _code(text: str | None) -> str | None:
    return (text or "").strip()[:20] or None


@lru_cache(maxsize=256)
def _way(model: Model) -> "tuple[str | None, models.ForeignKey[models.Model, models.Model] | None]":
    """The column that has the code, else the reference to a row that has one. By model, never by tenant."""
    names = {field.name for field in model._meta.concrete_fields}
    if "conference_code" in names:
        return "conference_code", None
    if model._meta.db_table == "confrnce":
        return "pk", None
    for field in model._meta.concrete_fields:
        other = field.related_model if isinstance(field, models.ForeignKey) else None
        if isinstance(other, type) and any(f.name == "conference_code" for f in other._meta.concrete_fields):
            return None, field  # type: ignore[return-value]
    return None, None
