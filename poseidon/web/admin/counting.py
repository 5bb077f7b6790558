"""How many rows a list has, without counting a large table.

Up to MOST_COUNTED rows are counted; beyond that the server's estimate is told for a whole table ("about
980,000"), and "more than 10,000" for a part of one.
"""

from typing import Any, Final

from django.core.cache import cache
from django.db import DatabaseError, connections
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

MOST_COUNTED: Final = 10_000
LARGE: Final = 20_000
"""Rows from which a table counts as large: what no index serves is then not done unasked."""
_KEPT_SECONDS: Final = 60


class Inexact(int):
    """A number that was not counted; reads as words where it is shown."""


class About(Inexact):
    """An estimate, in two significant digits."""

    def __str__(self) -> str:
        return _("about %(number)s") % {"number": f"{int(self):,}"}


class MoreThan(Inexact):
    """A lower bound."""

    def __str__(self) -> str:
        return _("more than %(number)s") % {"number": f"{int(self):,}"}


def counted(rows: "QuerySet[Any]") -> int:
    """The number of `rows`, exact up to MOST_COUNTED; one query, and seldom a second for the estimate."""
    number = int(rows.order_by()[: MOST_COUNTED + 1].count())
    if number <= MOST_COUNTED:
        return number
    estimate = 0 if rows.query.where else estimated(rows.model, rows.db)
    return About(_rounded(estimate)) if estimate > MOST_COUNTED else MoreThan(MOST_COUNTED)


def is_large(model: type[Model], alias: str) -> bool:
    """Whether the table has more than LARGE rows, as the server estimates; False where it does not."""
    return estimated(model, alias) > LARGE


def known_large(model: type[Model]) -> bool:
    """As `is_large`, without a query: False where nobody has asked within a minute."""
    return int(cache.get(_key(model), 0)) > LARGE


def estimated(model: type[Model], alias: str) -> int:
    """The server's estimate of the table's rows, at most a minute old; 0 where it makes none (SQLite)."""
    if connections[alias].vendor != "mysql":
        return 0
    kept: int | None = cache.get(_key(model))
    if kept is None:
        try:
            kept = _asked(model._meta.db_table, alias)
        except DatabaseError:
            return 0  # the list's own queries know what to do about a server that is lost
        cache.set(_key(model), kept, _KEPT_SECONDS)
    return int(kept)


def _key(model: type[Model]) -> str:
    return f"admin:rows:{model._meta.db_table}"


def _asked(table: str, alias: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT table_rows FROM information_schema.tables "
            "WHERE table_schema = DATABASE() AND table_name = %s",
            [table],
        )
        found = cursor.fetchone()
    return int(found[0] or 0) if found else 0


def _rounded(number: int) -> int:
    scale = 10 ** max(0, len(str(number)) - 2)
    return int(round(number / scale) * scale)
