"""Where in a long list a page begins: remembered for a minute, so that the pages around it are near.

A page deep in a list is found by walking an index from its start, half a million entries for the middle of a
million. Who has been there leaves a signpost: position and sort key of the page's first row. Pages after it
are found from there. Rows that others add or delete meanwhile move a page by as many rows until the minute
is over, but none is left out or shown twice between neighbours; what is written in this admin takes the
signposts down.
"""

import hashlib
import time
from typing import Any, Final, NamedTuple

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db.models import Model, Q, QuerySet

KEPT_SECONDS: Final = 60
MOST_KEPT: Final = 50


class Order(NamedTuple):
    """A column of the order."""

    name: str
    descending: bool


class Signpost(NamedTuple):
    """The row at `position` (from 0) has these values in the columns of the order."""

    position: int
    values: tuple[Any, ...]


def order_of(rows: "QuerySet[Any]") -> list[Order] | None:
    """The columns by which `rows` are ordered, ending in the primary key; None where they are not all own
    columns, or the order is not total."""
    options: Any = rows.model._meta
    found = []
    for asked in rows.query.order_by:
        if not isinstance(asked, str):
            return None
        name = asked.removeprefix("-")
        try:
            field = options.pk if name == "pk" else options.get_field(name)
        except FieldDoesNotExist:
            return None
        if field.is_relation:
            return None
        found.append(Order(field.name, asked.startswith("-")))
        if field.primary_key:
            return found
    return None


def nearest(rows: "QuerySet[Any]", position: int) -> Signpost | None:
    """The last known signpost at or before `position`."""
    known = cache.get(_key(rows), (0.0, []))[1]
    return max((post for post in known if post.position <= position), default=None, key=lambda p: p.position)


def put_up(rows: "QuerySet[Any]", post: Signpost) -> None:
    """Remembers it as long as the oldest of its list has left."""
    key, now = _key(rows), time.time()
    ends, known = cache.get(key, (0.0, []))
    if ends <= now:
        ends, known = now + KEPT_SECONDS, []
    others = [other for other in known if other.position != post.position]
    cache.set(key, (ends, [*others, post][-MOST_KEPT:]), ends - now)


def take_down(model: type[Model]) -> None:
    """After a write: positions are no longer what they were."""
    cache.set(_written(model), time.time_ns(), KEPT_SECONDS)


def from_there_on(order: list[Order], post: Signpost) -> Q:
    """The rows at the signpost and after it."""
    *before, last = zip(order, post.values, strict=True)
    condition = Q((f"{last[0].name}__{'lte' if last[0].descending else 'gte'}", last[1]))
    for column, value in reversed(before):
        same = Q((f"{column.name}__isnull", True)) if value is None else Q((column.name, value))
        condition = _beyond(column, value) | (same & condition)
    return condition


def _beyond(column: Order, value: Any) -> Q:
    """Rows after all those with `value`; NULL comes before everything else."""
    if value is None:
        return Q(pk__in=[]) if column.descending else Q((f"{column.name}__isnull", False))
    if column.descending:
        return Q((f"{column.name}__lt", value)) | Q((f"{column.name}__isnull", True))
    return Q((f"{column.name}__gt", value))


def _key(rows: "QuerySet[Any]") -> str:
    try:
        sql = str(rows.query)
    except EmptyResultSet:
        sql = ""
    digest = hashlib.sha256(sql.encode("utf-8", "backslashreplace")).hexdigest()
    return f"admin:signposts:{cache.get(_written(rows.model), 0)}:{digest}"


def _written(model: type[Model]) -> str:
    return f"admin:written:{model._meta.db_table}"
