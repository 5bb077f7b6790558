"""Writing what was edited: only what changed, and never over what somebody else wrote meanwhile.

The older product writes these tables too and knows no version column. So an edit brings along what it read,
and that is compared with the row under a lock, in the transaction that writes.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError

from poseidon.domain.editing.documents import Document, belongs
from poseidon.domain.editing.errors import EditConflictError, RowGoneError
from poseidon.domain.editing.merging import Difference, merge
from poseidon.domain.editing.plain import Plain
from poseidon.tenancy.api import (
    CrossTenantError,
    TenantModel,
    refuse_if_referred,
    require_tenant,
    tenant_atomic,
    tenant_of,
)

STAMP: Final = "updated_at"


class Edited(NamedTuple):
    """The row as it is now, the keys that were written, and what somebody else changed meanwhile."""

    row: Any
    written: tuple[str, ...]
    others: list[Difference]


def edit(
    document: Document, row: TenantModel, *, changes: Mapping[str, Any], expected: Mapping[str, Plain]
) -> Edited:
    """Writes `changes` where the values they replace are still as `expected`; all of them or none.

    Changes of others to other values stay. Raises EditConflictError where they changed the same values,
    RowGoneError where the row is gone, ValidationError for what a column or the document's check refuses.
    """
    _own(document, changes)
    with tenant_atomic():
        current = _locked(document, row)
        theirs = document.read(current, keys={*expected, *changes}, lock=True)
        merged = merge(before=expected, yours=changes, theirs=theirs)
        if merged.conflicts:
            raise EditConflictError(_name(row), conflicts=merged.conflicts, others=merged.others)
        _write(document, current, merged.write)
    return Edited(current, tuple(merged.write), merged.others)


def add(document: Document, *, values: Mapping[str, Any]) -> Any:
    """Makes a row with `values`, its parts among them, in one transaction; ValidationError as `edit`."""
    own = _own(document, values)
    row = document.model(**own)
    _refuse_what_does_not_fit(row, None)
    document.check(row, own.keys())
    with tenant_atomic():
        row.save(force_insert=True)
        _write_parts(document, row, values)
    return row


def delete(document: Document, row: TenantModel, *, expected: Mapping[str, Plain]) -> None:
    """Deletes the row and its parts where they are as `expected` and nobody else refers to them.

    Raises ReferredError, which says who refers to it, and EditConflictError and RowGoneError as `edit`.
    """
    with tenant_atomic():
        current = _locked(document, row)
        theirs = document.read(current, keys=expected.keys(), lock=True)
        if changed := merge(before=expected, yours={}, theirs=theirs).others:
            raise EditConflictError(_name(row), conflicts=changed)
        for part in document.parts:
            part.remove(current)
        refuse_if_referred(current)
        current.delete()


def _locked(document: Document, row: TenantModel) -> TenantModel:
    ours, theirs = require_tenant("An edit"), tenant_of(row._state.db)
    if theirs != ours:
        raise CrossTenantError(_name(row), theirs=theirs, ours=ours)
    current: TenantModel | None = document.model.objects.select_for_update().filter(pk=row.pk).first()
    if current is None:
        raise RowGoneError(_name(row))
    return current


def _write(document: Document, row: TenantModel, values: Mapping[str, Any]) -> None:
    own = _own(document, values)
    for name, value in own.items():
        setattr(row, name, value)
    if own:
        _refuse_what_does_not_fit(row, own.keys())
        document.check(row, own.keys())
        row.save(update_fields=[*own, *([STAMP] if hasattr(row, STAMP) else [])])
    _write_parts(document, row, values)


def _write_parts(document: Document, row: TenantModel, values: Mapping[str, Any]) -> None:
    for part in document.parts:
        if own := {key: value for key, value in values.items() if belongs(key, part)}:
            part.write(row, own)


def _own(document: Document, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns among `values`; ValueError for a key that is neither column nor of a part."""
    stray = [
        key
        for key in values
        if key not in document.columns and not any(belongs(key, part) for part in document.parts)
    ]
    if stray:
        raise ValueError(f"{document.model.__name__} is not edited by {', '.join(stray)}.")
    return {name: values[name] for name in document.columns if name in values}


def _refuse_what_does_not_fit(row: TenantModel, names: Collection[str] | None) -> None:
    """ValidationError, by column, for a value of another type or length; None: all columns."""
    fields = row._meta.concrete_fields
    left = () if names is None else [field.name for field in fields if field.attname not in names]
    try:
        row.clean_fields(exclude=left)
    except ValidationError as refused:
        attnames = {field.name: field.attname for field in fields}
        raise ValidationError(
            {attnames.get(name, name): errors for name, errors in refused.error_dict.items()}
        ) from refused


def _name(row: TenantModel) -> str:
    return f"{row._meta.object_name} {row.pk}"
