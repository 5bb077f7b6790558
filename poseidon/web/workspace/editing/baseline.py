"""What a form showed when it was loaded, carried through the browser under a signature."""

from typing import Any

from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.db.models import Model

from poseidon.tenancy.api import require_tenant


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
