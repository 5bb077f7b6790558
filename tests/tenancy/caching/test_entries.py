"""One cache, many tenants: none sees, changes or deletes what another put there."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from poseidon.tenancy.api import tenant_context
from tests.tenancy.caching.places import STOCK_KEY, caches_on
from tests.tenancy.names import OTHER, OURS

READS: dict[str, Callable[[Any], Any]] = {
    "get": lambda cache: cache.get("k", "nothing"),
    "get_many": lambda cache: cache.get_many(["k"]) or "nothing",
    "has_key": lambda cache: cache.has_key("k") or "nothing",
    "in": lambda cache: "k" in cache or "nothing",
    "get_or_set": lambda cache: cache.get_or_set("k", "nothing"),
    "add": lambda cache: "nothing" if cache.add("k", 2) else "there",
    "touch": lambda cache: cache.touch("k", 60) or "nothing",
    "delete": lambda cache: cache.delete("k") or "nothing",
    "aget": lambda cache: async_to_sync(cache.aget)("k", "nothing"),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_with_stock_keys_one_tenant_reads_anothers_entry(place: dict[str, Any], read: Any) -> None:
    with caches_on(place, STOCK_KEY) as cache:
        with tenant_context(OURS):
            cache.set("k", 1)
        with tenant_context(OTHER):
            assert read(cache) != "nothing"


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_an_entry_is_found_in_its_own_tenant_alone(place: dict[str, Any], read: Any) -> None:
    with caches_on(place) as cache:
        with tenant_context(OURS):
            cache.set("k", 1)
        for elsewhere in (OTHER, None):
            with tenant_context(elsewhere):
                assert read(cache) == "nothing"
        with tenant_context(OURS):
            assert cache.get("k") == 1
            assert read(cache) != "nothing"


WRITES: dict[str, Callable[[Any], Any]] = {
    "set": lambda cache: cache.set("k", 9),
    "set_many": lambda cache: cache.set_many({"k": 9}),
    "delete": lambda cache: cache.delete("k"),
    "delete_many": lambda cache: cache.delete_many(["k"]),
    "touch": lambda cache: cache.touch("k", 0),
    "incr": lambda cache: cache.incr("k"),
    "decr": lambda cache: cache.decr("k"),
    "incr_version": lambda cache: cache.incr_version("k"),
    "aset": lambda cache: async_to_sync(cache.aset)("k", 9),
}


def _value_after(cache: Any, write: Callable[[Any], Any]) -> Any:
    """What our tenant finds after the other, which had an entry of that name too, wrote to it."""
    for tenant in (OTHER, OURS):
        with tenant_context(tenant):
            cache.set("k", 1)
    with tenant_context(OTHER):
        write(cache)
    with tenant_context(OURS):
        return cache.get("k")


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_with_stock_keys_one_tenant_writes_anothers_entry(place: dict[str, Any], write: Any) -> None:
    with caches_on(place, STOCK_KEY) as cache:
        assert _value_after(cache, write) != 1


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_write_reaches_its_own_tenants_entry_alone(place: dict[str, Any], write: Any) -> None:
    with caches_on(place) as cache:
        assert _value_after(cache, write) == 1
        with tenant_context(OTHER):
            assert cache.get("k") != 1
