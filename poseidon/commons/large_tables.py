"""Whether a table is so large that what no index serves is not done unasked."""

from typing import Final

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Model

from poseidon.commons.row_estimates import estimated_rows

LARGE: Final = 20_000
"""Rows from which a table counts as large."""
_KEPT_SECONDS: Final = 60


def is_large(model: type[Model], alias: str) -> bool:
    """Whether the table has more than LARGE rows, as the server estimates; False where it does not."""
    return estimated(model, alias) > LARGE


def known_large(model: type[Model]) -> bool:
    """As `is_large`, without a query: False where nobody has asked within a minute."""
    return int(cache.get(_key(model), 0)) > LARGE


def estimated(model: type[Model], alias: str) -> int:
    """The server's estimate of the table's rows, at most a minute old; 0 where it makes none (SQLite)."""
    kept: int | None = cache.get(_key(model))
    if kept is None:
        try:
            kept = estimated_rows(alias, model._meta.db_table) or 0
        except DatabaseError:
            return 0  # the list's own queries know what to do about a server that is lost
        cache.set(_key(model), kept, _KEPT_SECONDS)
    return int(kept)


def _key(model: type[Model]) -> str:
    return f"rows:{model._meta.db_table}"
