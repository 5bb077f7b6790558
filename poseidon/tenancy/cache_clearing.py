"""Emptying a cache of one tenant's entries.

`cache.clear()` empties it of everybody's (on Redis even of what others keep in the same database), for it
asks no key function. What a backend can do for one tenant depends on whether it can list its keys.
"""

from collections.abc import Callable
from typing import Any, Final

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from poseidon.tenancy.caching import tenant_key
from poseidon.tenancy.context import require_tenant
from poseidon.tenancy.errors import TenancyError

KEYS_AT_ONCE: Final = 500


class CacheNotClearedError(TenancyError):
    """The cache cannot be emptied of one tenant's entries alone."""

    def __init__(self, tenant: str, alias: str, why: str) -> None:
        super().__init__(
            f"The entries of tenant {tenant} in cache {alias!r} cannot be deleted alone: {why}. "
            "Delete them by name, or let them expire; cache.clear() would delete every tenant's."
        )


def clear_tenant_cache(alias: str = "default") -> int:
    """Deletes what the tenant in context has in the cache `alias`; returns how many entries went.

    All prefixes and versions of it. Walks the keys of the whole cache: for an operator or a restored
    database, not for a request. Raises NoTenantError, and CacheNotClearedError where the backend cannot list
    keys (memcached, files, a database table) or the keys do not carry the tenant.
    """
    tenant = require_tenant("A tenant's cache")
    cache: Any = caches[alias]
    if cache.key_func is not tenant_key:
        raise CacheNotClearedError(tenant, alias, "its keys do not begin with the tenant's name")
    for backend, clear in _CLEARING.items():
        if isinstance(cache, backend):
            return clear(cache, f"{tenant}:")
    raise CacheNotClearedError(tenant, alias, f"{type(cache).__name__} cannot list its keys")


def _clear_local(cache: Any, start: str) -> int:
    with cache._lock:
        own = [key for key in cache._cache if key.startswith(start)]
        for key in own:
            cache._delete(key)
    return len(own)


def _clear_redis(cache: Any, start: str) -> int:
    """In batches, while others go on; `start` has nothing that a Redis pattern would read as a sign."""
    client = cache._cache.get_client(None, write=True)
    deleted, batch = 0, []
    for key in client.scan_iter(match=f"{start}*", count=KEYS_AT_ONCE):
        batch.append(key)
        if len(batch) == KEYS_AT_ONCE:
            deleted, batch = deleted + client.unlink(*batch), []
    return int(deleted + (client.unlink(*batch) if batch else 0))


def _clear_nothing(cache: Any, start: str) -> int:  # noqa: ARG001 - one of _CLEARING
    return 0


_CLEARING: Final[dict[type[BaseCache], Callable[[Any, str], int]]] = {
    LocMemCache: _clear_local,
    RedisCache: _clear_redis,
    DummyCache: _clear_nothing,
}
