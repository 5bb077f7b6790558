"""How many rows a list has, without counting a large table.

Up to MOST_COUNTED rows are counted; beyond that the server's estimate is told for a whole table ("about
980,000"), and "more than 10,000" for a part of one.
"""

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from poseidon.commons.large_tables import estimated

MOST_COUNTED: Final = 10_000


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


def _rounded(number: int) -> int:
    scale = 10 ** max(0, len(str(number)) - 2)
    return int(round(number / scale) * scale)
