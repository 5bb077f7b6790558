"""Keys say whose an entry is, and cannot be made to say something else."""

from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import memcache_key_warnings
from django.core.checks import run_checks

from poseidon.tenancy.api import tenant_context
from poseidon.tenancy.caching import shared_key, tenant_key
from tests.support.redis_server import RedisServer
from tests.tenancy.caching.places import LOCMEM, STOCK_KEY, caches_on, redis_at
from tests.tenancy.names import OTHER, OURS


@pytest.mark.parametrize(
    "key",
    [f"{OTHER}::1:k", f"{OTHER}:k", f":1:{OTHER}::1:k", f"../{OTHER}::1:k", "*::1:k", "-::1:k"],
)
def test_a_key_that_looks_like_anothers_stays_ours(place: dict[str, Any], key: str) -> None:
    with caches_on(place) as cache:
        for tenant in (OTHER, None):
            with tenant_context(tenant):
                cache.set("k", "theirs")
        caches["shared"].set("k", "shared")
        with tenant_context(OURS):
            assert cache.get(key) is None
            cache.set(key, "ours")
        for tenant in (OTHER, None):
            with tenant_context(tenant):
                assert cache.get("k") == "theirs"
        assert caches["shared"].get("k") == "shared"


def test_prefix_version_and_key_do_not_run_into_each_other() -> None:
    parts = ["a", "b", "a:b", "a:", ":b", "a%3Ab", "a%b", ""]
    asked = [(key, prefix, version) for key in parts for prefix in parts for version in (1, 11, "1:1")]
    with tenant_context(OURS):
        for make_key in (tenant_key, shared_key):
            assert len({make_key(*each) for each in asked}) == len(asked)


def test_versions_and_prefixes_work_as_ever_in_each_tenant(place: dict[str, Any]) -> None:
    with caches_on(place, KEY_PREFIX="site") as cache:
        for tenant in (OURS, OTHER):
            with tenant_context(tenant):
                cache.set("k", f"{tenant} 1")
                cache.set("k", f"{tenant} 2", version=2)
        with tenant_context(OURS):
            assert cache.get("k") == f"{OURS} 1"
            assert cache.get("k", version=2) == f"{OURS} 2"
            cache.incr_version("k", version=2)
            assert cache.get("k", version=3) == f"{OURS} 2"
        with tenant_context(OTHER):
            assert cache.get("k", version=2) == f"{OTHER} 2"


def test_a_tenant_adds_nothing_to_a_key_that_memcached_would_not_take() -> None:
    with tenant_context(OURS):
        assert list(memcache_key_warnings(tenant_key("k" * 220, "", 1))) == []
        assert list(memcache_key_warnings(tenant_key("a b", "", 1)))  # Django's own warning is not lost


def test_the_key_that_is_stored_begins_with_the_tenant(redis_server: RedisServer) -> None:
    with caches_on(redis_at(redis_server.url)) as cache, redis_server.connect() as client:
        for tenant in (OURS, None):
            with tenant_context(tenant):
                cache.set("k", 1)
        caches["shared"].set("k", 1)
        assert sorted(client.keys()) == ["*::1:k", "-::1:k", f"{OURS}::1:k"]


# -- what all tenants share


def test_a_shared_entry_is_the_same_in_every_tenant(place: dict[str, Any]) -> None:
    with caches_on(place):
        with tenant_context(OURS):
            caches["shared"].set("k", "everybody's")
        with tenant_context(OTHER):
            assert caches["shared"].get("k") == "everybody's"
            assert caches["default"].get("k") is None


def test_the_projects_own_caches_pass_the_system_check() -> None:
    assert set(settings.CACHES) == {"default", "shared"}
    assert [message.id for message in run_checks() if message.id == "poseidon.E019"] == []


def test_the_system_check_finds_a_cache_with_stock_keys() -> None:
    with caches_on(LOCMEM, STOCK_KEY):
        assert [message.id for message in run_checks() if message.id == "poseidon.E019"] == ["poseidon.E019"]
