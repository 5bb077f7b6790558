"""A tenant that is served again after each test; a large table of few rows."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache

from poseidon.tenancy.api import forget_status, tenant_context
from poseidon.web.admin import counting, paging
from poseidon.web.admin.base import TenantModelAdmin

Enlarge = Callable[..., None]


@pytest.fixture(autouse=True)
def _forget_status() -> Iterator[None]:
    yield
    forget_status("TESTCLIENT")


@pytest.fixture
def enlarge(monkeypatch: pytest.MonkeyPatch) -> Enlarge:
    """`enlarge("people")`: TESTCLIENT's table counts as one of 981,860 rows, 5 of them on a page."""
    monkeypatch.setattr(counting, "MOST_COUNTED", 5)
    monkeypatch.setattr(paging, "DEEP", 3)
    monkeypatch.setattr(TenantModelAdmin, "list_per_page", 5)

    def enlarged(*tables: str) -> None:
        with tenant_context("TESTCLIENT"):
            for table in tables:
                cache.set(f"rows:{table}", 981_860)

    return enlarged
