"""Records the ORM's writes of tenant rows, whichever way they are made.

What a row held before is read from the database, under a lock, in the transaction of the change: the older
product writes these tables too, so what was loaded a while ago tells nothing. `docs/decisions/0011` has the
cost in queries.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models.signals import pre_delete

from poseidon.domain.changes.errors import UnrecordedWriteError
from poseidon.domain.changes.keys import keys_of_inserted
from poseidon.domain.changes.services import Action, Change, gathered, is_unrecorded, record_changes
from poseidon.domain.changes.values import (
    AnyField,
    columns,
    differing,
    is_expression,
    is_rounded,
    may_be_kept_otherwise,
    said,
    values_of,
)
from poseidon.tenancy.api import TenantModel, register_write_observer

Rows = models.QuerySet[Any, Any]
Deleted = tuple[int, dict[str, int]]

PART: Final = 500
"""Rows that are read, written and recorded at once."""


def has_history(model: type[models.Model]) -> bool:
    """Whether changes of `model` are recorded: of Poseidon's own models all, unless `_HISTORY = False`; of
    others those with `_HISTORY = True`."""
    told = getattr(model, "_HISTORY", model._meta.app_label == "poseidon")
    return bool(told) and issubclass(model, TenantModel)


def install() -> None:
    """Has the engine hand over its writes; called when all models are loaded."""
    register_write_observer(Recorder())
    for model in apps.get_models():
        if has_history(model):
            pre_delete.connect(_note_deletion, sender=model, dispatch_uid="poseidon.history")


class Recorder:
    """The observer (see `WriteObserver`)."""

    def watches(self, model: type[models.Model]) -> bool:
        """All models with a history, outside `unrecorded`."""
        return has_history(model) and not is_unrecorded()

    def on_insert(
        self,
        alias: str,
        rows: Sequence[models.Model],
        returned: Sequence[AnyField],
        write: Callable[[], list[tuple[Any, ...]]],
        *,
        settles_conflicts: bool,
    ) -> list[tuple[Any, ...]]:
        """No query but the records' own, unless a value is an expression or the server tells no keys."""
        if settles_conflicts:
            what = f"bulk_create() of {rows[0]._meta.object_name} with ignore_conflicts or update_conflicts"
            raise UnrecordedWriteError(what, alias)
        results = write()
        keys = keys_of_inserted(rows, returned, results, alias=alias)
        made = _as_stored(rows, keys, alias)
        changes = [
            Change(Action.CREATE, row, key, {}, said(_read(row, key)))
            for row, key in zip(made, keys, strict=True)
        ]
        record_changes(changes, alias=alias)
        return results

    def on_save(self, row: Rows, values: Mapping[AnyField, Any], write: Callable[[], int]) -> int:
        """One SELECT; another where a column that rounds, or an expression, seems to change."""
        found = list(row.select_for_update())
        if not found:
            return 0
        number, stored = write(), found[0]
        told = [field for field in columns(row.model) if field in values]
        before, after = values_of(stored, told), _converted(told, values)
        unsure = [f for f in told if _is_unsure(f, before[f.attname], after[f.attname])]
        if unsure:
            after |= values_of(row.get(), unsure)
        for name, value in after.items():
            setattr(stored, name, value)
        _record_change(stored, differing(before, after), row.db)
        return number

    def on_update(self, rows: Rows, values: Mapping[str, Any], write: Callable[[Rows], int]) -> int:
        """One query for the keys, and for each PART rows one before the write and one after it."""
        model, alias = rows.model, rows.db
        if any(model._meta.pk == _field(model, name) for name in values):
            raise UnrecordedWriteError(f"A change of the key of {model._meta.object_name} by update()", alias)
        keys = list(type(rows)(model, rows.query.chain(), alias).order_by().values_list("pk", flat=True))
        keys = list(dict.fromkeys(keys))
        number = 0
        for start in range(0, len(keys), PART):
            part = keys[start : start + PART]
            before = _rows_with(model, part, alias, lock=True)
            number += write(rows.filter(pk__in=part))
            after = _rows_with(model, part, alias)
            record_changes(_changes(model, before, after), alias=alias)
        return number

    def on_delete(self, alias: str, write: Callable[[], Deleted]) -> Deleted:
        """No query for rows that Django has just loaded to delete them; one for a row at hand."""
        with gathered(alias):
            return write()


def _note_deletion(
    sender: type[models.Model], instance: models.Model, using: str, origin: Any = None, **_more: Any
) -> None:
    """Before a row is deleted, and before those that go with it are. Django has a transaction open here."""
    if is_unrecorded():
        return
    row: models.Model | None = instance
    if origin is instance or instance.get_deferred_fields():
        row = _rows_with(sender, [instance.pk], using, lock=True).get(instance.pk)
    if row is None:
        return
    before = said(values_of(row, list(sender._meta.concrete_fields)))
    record_changes([Change(Action.DELETE, row, row.pk, before, {})], alias=using)


def _rows_with(
    model: type[models.Model], keys: Sequence[Any], alias: str, *, lock: bool = False
) -> dict[Any, models.Model]:
    rows = model._base_manager.using(alias).filter(pk__in=keys)
    return {row.pk: row for row in (rows.select_for_update() if lock else rows)}


def _as_stored(rows: Sequence[models.Model], keys: Sequence[Any], alias: str) -> Sequence[models.Model]:
    """New rows; read back where one holds what only the server knows what it made of."""
    fields = columns(type(rows[0]))
    if not any(may_be_kept_otherwise(f, getattr(row, f.attname)) for row in rows for f in fields):
        return rows
    stored = _rows_with(type(rows[0]), keys, alias)
    return [stored[key] for key in keys]


def _read(row: models.Model, key: Any) -> dict[str, Any]:
    fields = columns(type(row))
    values = {field: getattr(row, field.attname) for field in fields}
    return {**_converted(fields, values), row._meta.pk.attname: key}


def _converted(fields: Sequence[AnyField], values: Mapping[AnyField, Any]) -> dict[str, Any]:
    """Values as the database would give them back, by attribute name; expressions as they are."""
    return {
        field.attname: value if is_expression(value := values[field]) else field.to_python(value)
        for field in fields
    }


def _is_unsure(field: AnyField, before: Any, after: Any) -> bool:
    return is_expression(after) or (before != after and is_rounded(field))


def _changes(
    model: type[models.Model], before: Mapping[Any, models.Model], after: Mapping[Any, models.Model]
) -> list[Change]:
    fields, changes = columns(model), []
    for key, row in after.items():
        if key in before:
            then, now = differing(values_of(before[key], fields), values_of(row, fields))
            if now:
                changes.append(Change(Action.CHANGE, row, key, then, now))
    return changes


def _record_change(row: models.Model, sides: tuple[dict[str, Any], dict[str, Any]], alias: str) -> None:
    if sides[1]:
        record_changes([Change(Action.CHANGE, row, row.pk, *sides)], alias=alias)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.pk if name == "pk" else model._meta.get_field(name)
