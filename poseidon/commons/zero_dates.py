"""Days and moments that are none: NULL, and what the older product writes instead (`0000-00-00`).

The driver reads both as None; to the server only NULL is NULL, so `IS NULL` finds half of what a page shows
as empty.
"""

from django.db.models import CharField, F, Q
from django.db.models.functions import Cast
from django.db.models.lookups import Contains


def is_no_date(field: str) -> Q:
    """Rows whose day or moment is none: NULL, or with a zero for its month or day; no index serves that."""
    return Q((f"{field}__isnull", True)) | Q(Contains(Cast(F(field), CharField()), "-00"))
