"""Rows whose reference points nowhere."""

from collections.abc import Iterator
from typing import Any

from django.db import connections, models
from django.db.models import Exists, OuterRef

from poseidon.tenancy.context import current_tenant, iterate_in_tenant
from poseidon.tenancy.references.keys import KEYS_A_QUERY, compared, is_text
from poseidon.tenancy.references.reading import rows_beside, rows_by_key
from poseidon.tenancy.references.reference import Reference, reference_of
from poseidon.tenancy.routing.homes import home_of

Rows = models.QuerySet[Any, Any]


def dangling(model: type[models.Model], name: str, *, chunk_size: int = KEYS_A_QUERY) -> Iterator[Any]:
    """The rows of `model` whose reference `name` has a key that no row of the target has, by primary key.

    In the tenant in context when it is called; the rows come as they are read, at most `chunk_size` in
    memory. Where both tables are in one database the server finds them by an anti-join; otherwise each chunk
    of rows costs one query here and one there. Empty columns do not dangle. LookupError where there is no
    such reference.
    """
    reference = reference_of(model, name)
    target_is_text, column_is_text = is_text(reference.target_field), is_text(reference.column_in(model))
    referring = _not_empty(model._base_manager.all(), reference.column, text=column_is_text)
    if home_of(model) == home_of(reference.model) and column_is_text == target_is_text:
        return iterate_in_tenant(
            current_tenant(), _flat(_pages(_unmatched(referring, reference), chunk_size))
        )
    return iterate_in_tenant(current_tenant(), _sought(referring, reference, chunk_size))


def _not_empty(rows: Rows, column: str, *, text: bool) -> Rows:
    """Without NULL, the empty string and blanks; text columns of SQLite get an alias to compare them by."""
    rows = rows.exclude(**{f"{column}__isnull": True})
    if not text:
        return rows
    if connections[rows.db].vendor == "mysql":
        return rows.exclude(**{column: ""})  # which blanks equal there
    compare: Rows = rows.alias(_compared=compared(column))
    return compare.exclude(_compared="")


def _pages(rows: Rows, size: int) -> Iterator[list[Any]]:
    """`rows` in lists of at most `size`; by key, because the driver holds a query's whole result."""
    rows = rows.order_by("pk")
    page = list(rows[:size])
    while page:
        yield page
        page = list(rows.filter(pk__gt=page[-1].pk)[:size]) if len(page) == size else []


def _flat(pages: Iterator[list[Any]]) -> Iterator[Any]:
    for page in pages:
        yield from page


def _unmatched(rows: Rows, reference: Reference) -> Rows:
    """The anti-join."""
    column, key = reference.column, reference.target_field.name
    targets = reference.model._base_manager.all()
    if not is_text(reference.target_field) or connections[rows.db].vendor == "mysql":
        return rows.exclude(Exists(targets.filter(**{key: OuterRef(column)})))
    matching = targets.alias(_compared=compared(key)).filter(_compared=OuterRef("_compared"))
    return rows.exclude(Exists(matching))


def _sought(rows: Rows, reference: Reference, size: int) -> Iterator[Any]:
    """The same where the target is in another database: look every chunk's keys up there."""
    field = reference.target_field
    for page in _pages(rows, size):
        values = [getattr(row, reference.column) for row in page]
        there = rows_by_key(rows_beside(reference.model, page[0]).only(field.name), field, values)
        yield from (row for row in page if reference.key_in(row) not in there)
