"""Caches that tests put in the place of the project's: in memory, or on a real Redis."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import caches
from django.test import override_settings

TENANT_KEY = "poseidon.tenancy.caching.tenant_key"
SHARED_KEY = "poseidon.tenancy.caching.shared_key"
STOCK_KEY = "django.core.cache.backends.base.default_key_func"
LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests"}


def redis_at(url: str) -> dict[str, Any]:
    """Settings of a cache on the Redis at `url`."""
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}


@contextmanager
def caches_on(place: dict[str, Any], key_function: str = TENANT_KEY, **options: Any) -> Iterator[Any]:
    """`default` with `key_function`, and `shared`, on `place`; empty before and after. Gives `default`."""
    default = {**place, "KEY_FUNCTION": key_function, **options}
    with override_settings(CACHES={"default": default, "shared": {**place, "KEY_FUNCTION": SHARED_KEY}}):
        caches["default"].clear()
        yield caches["default"]
        caches["default"].clear()
