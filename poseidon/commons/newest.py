"""The newest rows of a table: what is looked through where no index serves."""

from typing import Any, Final, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet

_KEPT_SECONDS: Final = 60
_UNKNOWN: Final = "unknown"


class Window(NamedTuple):
    """The newest rows of a table: `number` of them, those whose key is greater than `after`."""

    after: int
    number: int


def newest(rows: "QuerySet[Any, Any]", number: int) -> Window | None:
    """The window of the newest `number` rows; None where the table has no more, so that all may be read.

    Where it begins, or that the table is small, is remembered for a minute, for finding it costs a walk over
    `number` rows; what is added meanwhile is read as well.
    """
    key = f"newest:{rows.model._meta.db_table}:{number}"
    after = cache.get(key, _UNKNOWN)
    if after == _UNKNOWN:
        keys = rows.order_by("-pk").values_list("pk", flat=True)
        after = next(iter(keys[number : number + 1]), None)
        cache.set(key, after, _KEPT_SECONDS)
    return None if after is None else Window(after, number)
