"""One observer of every write that the ORM makes to tenant models, whichever way it comes.

`save()`, `create()`, fixtures and `bulk_create()` end in `_insert`, `save()` of a row that is there in
`_update`; `update()` and `bulk_update()` end in `update`; the rest deletes. Each is handed to the observer
inside a transaction on the database that is written to, so that what the observer writes there is kept or
undone with it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from django.db import models, transaction

from poseidon.tenancy.references.querysets import ReferenceQuerySet

Returned = list[tuple[Any, ...]]
Deleted = tuple[int, dict[str, int]]


class WriteObserver(Protocol):
    """Each `on_…` writes by calling `write`, once unless it says otherwise, and returns its result."""

    def watches(self, model: type[models.Model]) -> bool:
        """Whether writes to `model` are handed over; asked before every write."""
        ...

    def on_insert(
        self,
        alias: str,
        rows: "Sequence[models.Model]",
        returned: "Sequence[models.Field[Any, Any]]",
        write: Callable[[], Returned],
        *,
        settles_conflicts: bool,
    ) -> Returned:
        """New rows of one model. `write` returns the columns `returned` of each row, if any.
        `settles_conflicts`: some may be left out, or change rows that are there."""
        ...

    def on_save(
        self,
        row: "models.QuerySet[Any, Any]",
        values: "Mapping[models.Field[Any, Any], Any]",
        write: Callable[[], int],
    ) -> int:
        """One row that may be there; 0 where it is not, and then `write` need not be called."""
        ...

    def on_update(
        self,
        rows: "models.QuerySet[Any, Any]",
        values: Mapping[str, Any],
        write: "Callable[[models.QuerySet[Any, Any]], int]",
    ) -> int:
        """All of `rows`; `write` takes them, or one part of them after the other."""
        ...

    def on_delete(self, alias: str, write: Callable[[], Deleted]) -> Deleted:
        """Whatever `write` deletes; which rows these are, Django's `pre_delete` tells."""
        ...


_observers: list[WriteObserver] = []


def register_write_observer(observer: WriteObserver) -> None:
    """Hands all further writes in this process to `observer`; it takes the place of an earlier one."""
    _observers[:] = [observer]


def observer_of(model: type[models.Model]) -> WriteObserver | None:
    """The observer, if it watches `model`."""
    return _observers[0] if _observers and _observers[0].watches(model) else None


def observed_delete(
    model: type[models.Model], alias_of: Callable[[], str], write: Callable[[], Deleted]
) -> Deleted:
    """`write()`, handed to the observer if there is one for `model`; only then `alias_of()` is asked."""
    observer = observer_of(model)
    if observer is None:
        return write()
    alias = alias_of()
    with _transaction(alias):
        return observer.on_delete(alias, write)


def _transaction(alias: str) -> transaction.Atomic:
    """Not counted as one opened on purpose: what may not escape an outer one may not do so by this."""
    return transaction.atomic(using=alias, savepoint=False)


class ObservedQuerySet(ReferenceQuerySet):
    """Hands writes to the observer. See the module."""

    _for_write: bool

    def _insert(
        self,
        objs: Any,
        fields: Any,
        returning_fields: Any = None,
        raw: bool = False,
        using: Any = None,
        **more: Any,
    ) -> Returned:
        insert: Callable[..., Returned] = super()._insert  # type: ignore[misc]
        write = partial(insert, objs, fields, returning_fields, raw, using, **more)
        observer = observer_of(self.model)
        if observer is None:
            return write()
        alias = using or self._writing().db
        with _transaction(alias):
            settles = more.get("on_conflict") is not None
            return observer.on_insert(alias, objs, returning_fields or (), write, settles_conflicts=settles)

    _insert.queryset_only = False  # type: ignore[attr-defined]

    def _update(self, values: Any) -> int:
        write: Callable[[], int] = partial(super()._update, values)  # type: ignore[misc]
        observer = observer_of(self.model)
        if observer is None:
            return write()
        with _transaction(self.db):
            return observer.on_save(self, {field: value for field, _model, value in values}, write)

    _update.queryset_only = False  # type: ignore[attr-defined]

    def update(self, **values: Any) -> int:
        """As Django's."""
        observer = observer_of(self.model)
        if observer is None or self.query.is_sliced or self.query.combinator:  # Django refuses the last two
            return super().update(**values)
        rows = self._writing()
        with _transaction(rows.db):
            return observer.on_update(rows, values, lambda part: ReferenceQuerySet.update(part, **values))

    def delete(self) -> Deleted:
        """As Django's."""
        return observed_delete(self.model, lambda: self._writing().db, super().delete)

    delete.queryset_only = True  # type: ignore[attr-defined]

    def _raw_delete(self, using: str | None) -> int:
        if observer_of(self.model) is None:
            return super()._raw_delete(using)
        return self.using(using).delete()[0]

    _raw_delete.queryset_only = True  # type: ignore[attr-defined]

    def _writing(self) -> "ObservedQuerySet":
        """A copy whose `db` is the one that is written to."""
        rows: ObservedQuerySet = self._chain()  # type: ignore[attr-defined]
        rows._for_write = True
        return rows
