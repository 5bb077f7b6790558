"""Writes to registrations."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from poseidon.domain.custom_fields.answers import Answers
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.editing.documents import Document
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.writing import Edited, add, delete, edit
from poseidon.domain.registrations.models import Registration


def _refuse_contradictions(registration: Registration, written: Collection[str]) -> None:
    if {"amount", "currency"} & set(written) and registration.amount and not registration.currency:
        raise ValidationError({"currency": _("An amount needs a currency.")})


REGISTRATION: Final = Document(
    model=Registration,
    columns=(
        *("pid", "conference_code", "category", "status", "amount", "currency", "paid"),
        *("registered_at", "cancelled_at"),
    ),
    parts=(Answers(CstmFlds.Entity.REGISTRATION),),
    check=_refuse_contradictions,
)


def add_registration(*, values: Mapping[str, Any]) -> Registration:
    """A new registration; `values` by column, and answers by `custom.5`. Raises ValidationError."""
    registration: Registration = add(REGISTRATION, values=values)
    return registration


def edit_registration(
    registration: Registration, *, changes: Mapping[str, Any], expected: Mapping[str, Plain]
) -> Edited:
    """Writes what changed; raises as `poseidon.domain.editing.writing.edit`."""
    return edit(REGISTRATION, registration, changes=changes, expected=expected)


def delete_registration(registration: Registration, *, expected: Mapping[str, Plain]) -> None:
    """Deletes a registration with its answers; raises as `writing.delete`."""
    delete(REGISTRATION, registration, expected=expected)
