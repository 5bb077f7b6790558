"""The newest rows of a table: what is looked through where no index serves."""

from typing import Any, NamedTuple

from django.db.models import QuerySet


class Window(NamedTuple):
    """The newest rows of a table: `number` of them, those whose key is greater than `after`."""

    after: int
    number: int


def newest(rows: "QuerySet[Any, Any]", number: int) -> Window | None:
    """The window of the newest `number` rows; None where the table has no more, so that all may be read."""
    keys = rows.order_by("-pk").values_list("pk", flat=True)
    after: int | None = next(iter(keys[number : number + 1]), None)
    return None if after is None else Window(after, number)
