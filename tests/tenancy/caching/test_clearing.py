"""Emptying a cache for one tenant leaves the others theirs."""

from typing import Any

import pytest
from django.core.cache import caches

from poseidon.tenancy.api import CacheNotClearedError, NoTenantError, clear_tenant_cache, tenant_context
from tests.tenancy.caching.places import LOCMEM, STOCK_KEY, caches_on
from tests.tenancy.names import OTHER, OURS

FILES = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"}
DUMMY = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}


def _fill(cache: Any) -> None:
    caches["shared"].set("k", 1)
    for tenant in (OURS, OTHER, None):
        with tenant_context(tenant):
            cache.set("k", 1)
            cache.set(f"{OURS}:k", 1)
            cache.set("k", 1, version=2)


def _left(cache: Any, tenant: str | None) -> list[Any]:
    with tenant_context(tenant):
        return [cache.get("k"), cache.get(f"{OURS}:k"), cache.get("k", version=2)]


def test_djangos_clear_empties_the_cache_of_every_tenant(place: dict[str, Any]) -> None:
    with caches_on(place) as cache:
        _fill(cache)
        with tenant_context(OURS):
            cache.clear()
        assert _left(cache, OTHER) == [None, None, None]


def test_clearing_for_a_tenant_leaves_everybody_elses_entries(place: dict[str, Any]) -> None:
    with caches_on(place) as cache:
        _fill(cache)
        with tenant_context(OURS):
            assert clear_tenant_cache() == 3
        assert _left(cache, OURS) == [None, None, None]
        assert _left(cache, OTHER) == _left(cache, None) == [1, 1, 1]
        assert caches["shared"].get("k") == 1


def test_more_entries_than_one_batch_all_go(place: dict[str, Any]) -> None:
    options = {"MAX_ENTRIES": 5000} if place is LOCMEM else {}
    with caches_on(place, OPTIONS=options) as cache, tenant_context(OURS):
        cache.set_many(dict.fromkeys(map(str, range(1201)), 1))
        assert clear_tenant_cache() == 1201
        assert clear_tenant_cache() == 0


def test_outside_a_tenant_nothing_is_cleared() -> None:
    with pytest.raises(NoTenantError, match="cache"):
        clear_tenant_cache()


def test_a_cache_that_cannot_list_its_keys_says_so(tmp_path: Any) -> None:
    refused = pytest.raises(CacheNotClearedError, match=rf"{OURS}.*'default'.*cannot list its keys")
    with caches_on({**FILES, "LOCATION": str(tmp_path)}), tenant_context(OURS), refused:
        clear_tenant_cache()


@pytest.mark.parametrize("alias", ["default", "shared"])
def test_a_cache_whose_keys_do_not_carry_the_tenant_is_not_cleared(alias: str) -> None:
    refused = pytest.raises(CacheNotClearedError, match=f"{alias!r}.*tenant's name")
    with caches_on(LOCMEM, STOCK_KEY), tenant_context(OURS), refused:
        clear_tenant_cache(alias)


def test_a_cache_that_stores_nothing_has_nothing_to_clear() -> None:
    with caches_on(DUMMY), tenant_context(OURS):
        assert clear_tenant_cache() == 0
