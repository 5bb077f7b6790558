"""Where the caches of these tests are: in memory, and on a real Redis."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.redis_server import RedisServer
from tests.tenancy.caching.places import LOCMEM, redis_at


@pytest.fixture(scope="package")
def redis_server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture(params=["locmem", "redis"])
def place(request: pytest.FixtureRequest) -> dict[str, Any]:
    if request.param == "locmem":
        return LOCMEM
    server: RedisServer = request.getfixturevalue("redis_server")
    return redis_at(server.url)
