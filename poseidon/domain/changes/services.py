"""Writes what changed, into the database and the transaction of the change."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from django.db import DatabaseError, models
from django.utils import timezone

from poseidon.domain.changes.actor import Actor, current_actor
from poseidon.domain.changes.conferences import conference_codes
from poseidon.domain.changes.errors import HistoryNotReadyError
from poseidon.domain.changes.models import ACTOR_LENGTH, LABEL_LENGTH, ChangeRecord
from poseidon.domain.changes.values import plain
from poseidon.tenancy.api import is_missing_table, require_tenant, tenant_atomic

BATCH: Final = 250
"""Records a statement: with every text as long as it may be, still below the servers' limit on a packet."""

Action = ChangeRecord.Action
Noted = tuple[ChangeRecord, models.Model]
_silent: ContextVar[bool] = ContextVar("poseidon_unrecorded", default=False)


@dataclass(frozen=True)
class Change:
    """One change of `row`, which is as it was left (deleted: as it was), not necessarily with its key yet."""

    action: str
    row: models.Model
    key: Any
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@contextmanager
def unrecorded(*, reason: str) -> Iterator[None]:
    """Changes inside the block leave no record; `reason` is for the reader of the code."""
    if not reason.strip():
        raise ValueError("Say why nobody needs to know of these changes: unrecorded(reason=…).")
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def is_unrecorded() -> bool:
    """Whether the code is inside `unrecorded`."""
    return _silent.get()


def record_change(
    row: models.Model, *, action: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Records a change that the ORM did not make (raw SQL, a file): columns by the model's names.

    To be called inside the `tenant_atomic` of the change itself.
    """
    told = [{name: plain(value) for name, value in side.items()} for side in (before, after)]
    with tenant_atomic():
        record_changes([Change(action, row, row.pk, *told)], alias=require_tenant("A change"))


def record_changes(changes: Sequence[Change], *, alias: str) -> None:
    """Writes a record for each change; the caller has the transaction open on `alias`.

    One statement for BATCH records, and one query for each model whose rows are of a conference only by
    another row. Raises HistoryNotReadyError where the table is missing. Inside `gathered` they are written
    at its end.
    """
    actor, at = current_actor(), timezone.now()
    noted = [(_record(change, actor, at), change.row) for change in changes]
    gathering = _gathering.get()
    if gathering is None or gathering.alias != alias:
        _write(noted, alias)
        return
    gathering.noted += noted
    if len(gathering.noted) >= BATCH:
        gathering.write()


@contextmanager
def gathered(alias: str) -> Iterator[None]:
    """Writes the records of many changes on `alias` together: BATCH at a time, the rest at the end of the
    block. The caller has the transaction open for the whole of it."""
    outer = _gathering.get()
    if outer is not None and outer.alias == alias:
        yield
        return
    gathering = _Gathering(alias)
    token = _gathering.set(gathering)
    try:
        yield
    finally:
        _gathering.reset(token)
    gathering.write()


@dataclass
class _Gathering:
    """Records to be written on `alias`, each with its row."""

    alias: str
    noted: list[Noted] = field(default_factory=list)

    def write(self) -> None:
        noted, self.noted = self.noted, []
        _write(noted, self.alias)


_gathering: ContextVar[_Gathering | None] = ContextVar("poseidon_changes_gathered", default=None)


def _write(noted: Sequence[Noted], alias: str) -> None:
    for _model, same in groupby(noted, key=lambda each: type(each[1])):
        records, rows = zip(*same, strict=True)
        for record, code in zip(records, conference_codes(rows, alias=alias), strict=True):
            record.conference_code = code
    try:
        for start in range(0, len(noted), BATCH):
            part = [record for record, _row in noted[start : start + BATCH]]
            ChangeRecord.objects.using(alias).bulk_create(part)
    except DatabaseError as error:
        if is_missing_table(error):
            raise HistoryNotReadyError(alias) from error
        raise


def _record(change: Change, actor: Actor, at: dt.datetime) -> ChangeRecord:
    return ChangeRecord(
        at=at,
        actor=actor.name[:ACTOR_LENGTH],
        actor_id=actor.user_id,
        source=actor.source,
        request_id=actor.request_id,
        action=change.action,
        entity=str(change.row._meta.object_name),
        row_key=str(change.key),
        row_label=_label(change),
        before=change.before,
        after=change.after,
    )


def _label(change: Change) -> str:
    """What the row calls itself; a new one is told its key for that, which Django gives it only later."""
    row, known = change.row, change.row.pk
    row.pk = change.key
    try:
        return str(row)[:LABEL_LENGTH]
    finally:
        row.pk = known
