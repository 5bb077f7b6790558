"""Inside a tenant, with the older product beside us: raw SQL that knows nothing of our models."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections

from poseidon.tenancy.api import tenant_context

OlderProduct = Callable[..., None]


@pytest.fixture(autouse=True)
def _in_tenant(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("django_db") is None:
        yield
        return
    request.getfixturevalue("db")
    with tenant_context("TESTCLIENT"):
        yield


@pytest.fixture
def older_product() -> OlderProduct:
    """`older_product("UPDATE people SET phone = %s WHERE pid = %s", "1", 7)`"""

    def write(sql: str, *values: Any) -> None:
        with connections["TESTCLIENT"].cursor() as cursor:
            cursor.execute(sql, values)

    return write
