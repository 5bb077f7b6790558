"""`prefetch_across()` and `with_reference_counts()` on querysets, as lazy as `prefetch_related()`."""

from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import Any

from asgiref.sync import sync_to_async
from django.db.models.query import QuerySet

from poseidon.tenancy.references.counts import reverse_counts
from poseidon.tenancy.references.prefetch import check_paths, fill, tree_of
from poseidon.tenancy.references.reference import find_reference


class ReferenceQuerySet(QuerySet[Any, Any]):
    """Base of querysets over models that declare references, or are referred to."""

    _across: tuple[str, ...] = ()
    _reference_counts: dict[str, str] = {}
    _references_done = False
    _result_cache: Any

    def prefetch_across(self, *paths: str | None) -> "ReferenceQuerySet":
        """The rows will have what they refer to at hand; paths and cost as of the function of this name.

        Adds to what was asked before; None takes all of it back.
        """
        clone: ReferenceQuerySet = self._chain()  # type: ignore[attr-defined]
        named = [path for path in paths if path is not None]
        check_paths(self.model, tree_of(named))
        clone._across = (*self._across, *named) if len(named) == len(paths) else tuple(named)
        _refuse_values(clone)
        return clone

    def with_reference_counts(self, **paths: str) -> "ReferenceQuerySet":
        """Each row gets an attribute with the number of rows that refer to it.

        `People.objects.with_reference_counts(roles="poseidon.SessionPerson.person")`: `row.roles` is 2. One
        query for each name and 2,000 rows. Counted after the rows were read, so it cannot be filtered by.
        LookupError for a path that is none, TypeError where it refers to another model.
        """
        for path in paths.values():
            target = find_reference(path)[1].model
            if not issubclass(self.model, target):
                raise TypeError(f"{path} refers to {target.__name__}, not to {self.model.__name__}.")
        clone: ReferenceQuerySet = self._chain()  # type: ignore[attr-defined]
        clone._reference_counts = {**self._reference_counts, **paths}
        _refuse_values(clone)
        return clone

    # -- Django's machinery

    def _clone(self) -> Any:
        clone = super()._clone()  # type: ignore[misc]
        clone._across, clone._reference_counts = self._across, self._reference_counts
        return clone

    def _values(self, *fields: Any, **expressions: Any) -> Any:
        clone = super()._values(*fields, **expressions)  # type: ignore[misc]
        _refuse_values(self, plain=True)
        return clone

    def _fetch_all(self) -> None:
        super()._fetch_all()
        if (self._across or self._reference_counts) and not self._references_done:
            self._add_references(self._result_cache)
            self._references_done = True

    def _add_references(self, rows: list[Any]) -> None:
        fill(rows, tree_of(self._across))
        for attribute, path in self._reference_counts.items():
            numbers = reverse_counts(rows, path)
            key = find_reference(path)[1].target_field.attname
            for row in rows:
                setattr(row, attribute, numbers[getattr(row, key)])

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        """As Django's; `chunk_size` must be given, because references are read chunk by chunk."""
        if chunk_size is None and (self._across or self._reference_counts):
            raise ValueError(
                "iterator() after prefetch_across() or with_reference_counts() needs a chunk_size."
            )
        return super().iterator(chunk_size)

    def _iterator(self, use_chunked_fetch: bool, chunk_size: int | None) -> Iterator[Any]:
        rows: Iterator[Any] = super()._iterator(use_chunked_fetch, chunk_size)  # type: ignore[misc]
        if not (self._across or self._reference_counts):
            yield from rows
            return
        while chunk := list(islice(rows, chunk_size)):
            self._add_references(chunk)
            yield from chunk

    async def aiterator(self, chunk_size: int = 2000) -> AsyncIterator[Any]:
        """As Django's; references are read chunk by chunk."""
        rows = super().aiterator(chunk_size)
        if not (self._across or self._reference_counts):
            async for row in rows:
                yield row
            return
        chunk: list[Any] = []
        async for row in rows:
            chunk.append(row)
            if len(chunk) == chunk_size:
                await sync_to_async(self._add_references)(chunk)
                for ready in chunk:
                    yield ready
                chunk = []
        await sync_to_async(self._add_references)(chunk)
        for ready in chunk:
            yield ready


def _refuse_values(rows: ReferenceQuerySet, *, plain: bool = False) -> None:
    """TypeError where references were asked for on rows that are no model instances."""
    if (rows._across or rows._reference_counts) and (plain or rows._fields is not None):  # type: ignore[attr-defined]
        raise TypeError(
            "values() and values_list() give plain values, which carry no references: leave out "
            "prefetch_across() and with_reference_counts(), and read the keys."
        )
