"""Models of the shared databases, whose reads survive their replica.

A model that names a shared alias with a replica (`_DATABASE = "accounts"`) is read from that replica; with
`SharedManager` a read under which the replica breaks is asked again of the primary, in the same request, as
those of tenant models are. See `failover`.
"""

import functools
from collections.abc import Callable, Iterator
from typing import Any

from django.db import models
from django.db.models.query import QuerySet

from poseidon.tenancy.context import CURRENT_TENANT
from poseidon.tenancy.failover import CONNECTION_ERRORS, ask_again, from_one_server
from poseidon.tenancy.routing.homes import home_of


def _on_any_server(method: Callable[..., Any]) -> Callable[..., Any]:
    """A read that is asked again of another server when its own is lost."""

    @functools.wraps(method)
    def reading(self: "SharedQuerySet", *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except CONNECTION_ERRORS as error:
            primary = self._primary()
            if primary is None:
                raise
            return ask_again(primary, lambda: method(self, *args, **kwargs), error)

    return reading


class SharedQuerySet(QuerySet[Any, Any]):
    """As Django's; a read that names its database, locks rows or is in a transaction is asked once only."""

    _db: str | None
    _for_write: bool

    def _primary(self) -> str | None:
        """The alias whose replica, or which itself, was read; None where nobody else may be asked."""
        home = home_of(self.model)
        asked_once = self._db is not None or self._for_write or home == CURRENT_TENANT
        return home if not asked_once and getattr(self.model, "_PREFER_READ_REPLICA", True) else None

    _fetch_all = _on_any_server(QuerySet._fetch_all)
    count = _on_any_server(QuerySet.count)
    exists = _on_any_server(QuerySet.exists)
    aggregate = _on_any_server(QuerySet.aggregate)

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        """As Django's; once more from another server where its own is lost before the first item."""
        primary, items = self._primary(), super().iterator
        first = items(chunk_size)  # refuses wrong arguments here, not when the first item is asked for
        return first if primary is None else from_one_server(primary, lambda: items(chunk_size))


class SharedManager(models.Manager.from_queryset(SharedQuerySet)):  # type: ignore[misc]
    """The manager of models that live in a shared database with a replica."""
