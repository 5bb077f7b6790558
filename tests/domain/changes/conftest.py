"""The changes that a block of code left behind."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from poseidon.domain.changes.models import ChangeRecord
from poseidon.tenancy.api import tenant_context

DATABASES = ["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO", "OTHERCLIENT", "OTHERCLIENT_RO"]

Told = tuple[str, str, str, dict[str, Any], dict[str, Any]]
Left = Callable[[], list[Told]]


@pytest.fixture(autouse=True)
def tenant(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("django_db") is None:
        yield
        return
    with tenant_context("TESTCLIENT"):
        yield


@pytest.fixture
def left() -> Left:
    """Action, entity, key, before and after of the records since it was asked last, oldest first."""
    seen = 0

    def since() -> list[Told]:
        nonlocal seen
        found = list(ChangeRecord.objects.filter(id__gt=seen).order_by("id"))
        seen = max([seen, *(record.id for record in found)])
        return [(each.action, each.entity, each.row_key, each.before, each.after) for each in found]

    return since
