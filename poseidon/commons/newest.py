"""The newest rows of a table: what is looked through where no index serves."""

from typing import Any, Final, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet

_KEPT_SECONDS: Final = 60


class Window(NamedTuple):
    """The newest rows of a table: `number` of them, those whose key is greater than `after`."""

    after: int
    number: int


def newest(rows: "QuerySet[Any, Any]", number: int) -> Window | None:
    """The window of the newest `number` rows; None where the table has no more, so that all may be read.

    Where it begins is remembered for a minute, for finding it costs a walk over `number` rows; what is added
    meanwhile is in it as well.
    """
    key = f"newest:{rows.model._meta.db_table}:{number}"
    after: int | None = cache.get(key)
    if after is None:
        keys = rows.order_by("-pk").values_list("pk", flat=True)
        after = next(iter(keys[number : number + 1]), None)
        if after is None:
            return None
        cache.set(key, after, _KEPT_SECONDS)
    return Window(after, number)
