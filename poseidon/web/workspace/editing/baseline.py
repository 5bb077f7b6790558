"""What a form showed when it was loaded, carried through the browser under a signature."""

import datetime as dt
import zoneinfo
from dataclasses import replace
from typing import Any, Final

from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.db.models import Model

from poseidon.domain.conferences.zones import Zone
from poseidon.domain.custom_fields.answers import answer_key, field_numbers
from poseidon.domain.custom_fields.selectors import fields_with_ids
from poseidon.domain.editing.plain import Plain
from poseidon.tenancy.api import require_tenant
from poseidon.web.workspace.editing.forms import RowForm, Surroundings

ZONE: Final = "\0zone"
"""The key of the clock by which the form told moments: no column has such a name."""


def baseline_of(form: RowForm, row: Model) -> str:
    """For a hidden field: the values that the form shows, and the clock by which it does."""
    return signed({**form.sheet, ZONE: str(form.around.zone)}, row)


def read_baseline(text: str, row: Model, around: Surroundings) -> tuple[dict[str, Plain], Surroundings]:
    """The values that the form showed, and `around` with the clock and the questions that it had then.

    Whoever edits the conference meanwhile moves no time of a form that is open, and a question that was
    switched off meanwhile is still asked, so that its answer is not lost in silence. One query where there
    is one, else none. Raises as `unsigned`.
    """
    sheet = unsigned(text, row)
    zone = sheet.pop(ZONE, str(around.zone))
    known = {answer_key(question) for question in around.questions}
    lost = fields_with_ids(field_numbers(key for key in sheet if key not in known))
    return sheet, replace(around, zone=_zone(zone) or around.zone, questions=[*around.questions, *lost])


def _zone(name: str) -> dt.tzinfo | None:
    try:
        return Zone(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def signed(values: dict[str, Any], row: Model) -> str:
    """`values` for a hidden field; good for this row of this tenant only, for as long as the form is open."""
    return signing.dumps(values, salt=_salt(row), compress=True)


def unsigned(text: str, row: Model) -> dict[str, Any]:
    """What was signed; SuspiciousOperation (a 400) for a text that we did not sign for this row."""
    try:
        values: dict[str, Any] = signing.loads(text, salt=_salt(row))
    except signing.BadSignature:
        raise SuspiciousOperation("The form's record of what it showed was changed or is missing.") from None
    return values


def _salt(row: Model) -> str:
    return f"poseidon.edit {require_tenant('A form')} {row._meta.label} {row.pk}"
