"""The history as a file: one row a change, exactly those that the page was asked for, newest first."""

import json
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from poseidon.domain.changes.paging import page_of_changes
from poseidon.domain.changes.selectors import Asked, changes
from poseidon.domain.listings.columns import Column, Kind
from poseidon.domain.listings.reading import Batch
from poseidon.tenancy.api import iterate_in_tenant, require_tenant
from poseidon.web.history import Told, told

ROWS_A_BATCH: Final = 1_500
"""Each with all that its row held, so some megabytes at most."""
COLUMNS: Final = (
    Column(name="at", label=_("When"), kind=Kind.MOMENT),
    Column(name="actor", label=_("Who")),
    Column(name="source", label=_("Source")),
    Column(name="action", label=_("What")),
    Column(name="kind", label=_("Kind")),
    Column(name="row_key", label=_("Key")),
    Column(name="row", label=_("Row")),
    Column(name="conference", label=_("Conference")),
    Column(name="columns", label=_("Columns"), kind=Kind.NAMES),
    Column(name="before", label=_("Before"), kind=Kind.BODY),
    Column(name="after", label=_("After"), kind=Kind.BODY),
    Column(name="request_id", label=_("Request")),
)
"""`before` and `after` are as they are kept: JSON by the model's names for its columns."""


def batches(asked: Asked) -> Iterator[Batch]:
    """The changes as they are when the first batch is read: those that come later are not among them.

    One query a batch, in the tenant in which this was called, wherever it is consumed.
    """
    return iterate_in_tenant(require_tenant("An export of the history"), _batches(asked))


def _batches(asked: Asked) -> Iterator[Batch]:
    rows, place = changes(asked), None
    while True:
        page = page_of_changes(rows, older_than=place, size=ROWS_A_BATCH)
        lines = [_line(change) for change in told(page.records)]
        if lines:
            values = [list(column) for column in zip(*lines, strict=True)]
            yield Batch([record.id for record in page.records], values)
        if page.older is None:
            return
        place = page.older


def _line(change: Told) -> tuple[Any, ...]:
    record = change.record
    return (
        *(record.at, record.actor, str(record.get_source_display()), str(record.get_action_display())),
        *(change.kind, record.row_key, record.row_label, record.conference_code),
        *([line.label for line in change.lines], _json(record.before), _json(record.after)),
        record.request_id,
    )


def _json(side: dict[str, Any]) -> str:
    return json.dumps(side, ensure_ascii=False) if side else ""
