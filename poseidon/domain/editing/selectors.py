"""Reads that help to edit."""

from typing import Final

from poseidon.commons.text_search import same_text
from poseidon.tenancy.api import TenantModel

OFFERED: Final = 60


def values_in_use(model: type[TenantModel], column: str, *, conference: str = "") -> list[str]:
    """What rows of the conference, or all, say in `column`, to choose from; sorted; one query."""
    rows = model.objects.exclude(**{column: None}).exclude(**{column: ""})
    if conference:
        rows = rows.filter(same_text("conference_code", conference))
    found = rows.order_by().values_list(column, flat=True).distinct()[:OFFERED]
    return sorted({str(text).strip() for text in found})
