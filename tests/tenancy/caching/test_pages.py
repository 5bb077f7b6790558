"""Cached pages and fragments of pages are shown in their own tenant alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.cache import FetchFromCacheMiddleware, UpdateCacheMiddleware
from django.template import Context, Engine
from django.test import RequestFactory
from django.views.decorators.cache import cache_page

from poseidon.tenancy.api import current_tenant, tenant_context
from tests.tenancy.caching.places import STOCK_KEY, caches_on
from tests.tenancy.names import OTHER, OURS

View = Callable[[HttpRequest], HttpResponse]


def _fragment() -> str:
    source = "{% load cache %}{% cache 60 'greeting' user %}{{ tenant }}{% endcache %}"
    engine = Engine(libraries={"cache": "django.templatetags.cache"})
    return str(engine.from_string(source).render(Context({"tenant": current_tenant(), "user": 1})))


def _by_decorator(view: View) -> View:
    return cache_page(60)(view)


def _by_middleware(view: View) -> View:
    return UpdateCacheMiddleware(FetchFromCacheMiddleware(view))  # type: ignore[return-value]


def _page_of(tenant: str, view: View, script_name: str) -> str:
    with tenant_context(tenant):
        request = RequestFactory().get("/page", SCRIPT_NAME=script_name)
        return view(request).content.decode()


def test_with_stock_keys_a_cached_fragment_is_shown_in_another_tenant(place: dict[str, Any]) -> None:
    with caches_on(place, STOCK_KEY):
        with tenant_context(OURS):
            _fragment()
        with tenant_context(OTHER):
            assert _fragment() == OURS


def test_a_cached_fragment_is_its_tenants_own(place: dict[str, Any]) -> None:
    with caches_on(place):
        for _ in range(2):
            for tenant in (OURS, OTHER):
                with tenant_context(tenant):
                    assert _fragment() == tenant


@pytest.mark.parametrize("cached", [_by_decorator, _by_middleware])
def test_with_stock_keys_a_page_at_one_address_is_served_to_another_tenant(
    place: dict[str, Any], cached: Callable[[View], View]
) -> None:
    view = cached(lambda request: HttpResponse(current_tenant()))
    with caches_on(place, STOCK_KEY):
        assert [_page_of(tenant, view, "") for tenant in (OURS, OTHER)] == [OURS, OURS]


@pytest.mark.parametrize("cached", [_by_decorator, _by_middleware])
@pytest.mark.parametrize("script_name", ["", "/{}"])
def test_a_cached_page_is_its_tenants_own(
    place: dict[str, Any], cached: Callable[[View], View], script_name: str
) -> None:
    made: list[str | None] = []

    def page(request: HttpRequest) -> HttpResponse:
        made.append(current_tenant())
        return HttpResponse(current_tenant())

    view = cached(page)
    with caches_on(place):
        for _ in range(2):
            for tenant in (OURS, OTHER):
                assert _page_of(tenant, view, script_name.format(tenant)) == tenant
    assert made == [OURS, OTHER]
