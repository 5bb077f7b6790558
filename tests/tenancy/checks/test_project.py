"""How the project is put together."""

from typing import Any

import pytest

from poseidon.tenancy.api import current_tenant
from poseidon.tenancy.checks import project as checks
from poseidon.tenancy.middleware import TenantMiddleware
from poseidon.tenancy.routing.tenant import TenantRouter
from tests.tenancy.checks.conftest import ids

LOCMEM = "django.core.cache.backends.locmem.LocMemCache"


class OwnMiddleware(TenantMiddleware):
    """A project's own."""


class OwnRouter(TenantRouter):
    """A project's own."""


def own_key(key: Any, key_prefix: str, version: int) -> str:
    """A project's own."""
    return f"{current_tenant()}/{key}"


def test_application_before_the_engine_is_e015(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    apps = [app for app in settings.INSTALLED_APPS if app != "poseidon.tenancy"]
    monkeypatch.setattr("django.conf.settings.INSTALLED_APPS", [*apps, "poseidon.tenancy"])
    assert ids(checks.check_order_of_apps()) == ["poseidon.E015"]
    monkeypatch.setattr("django.conf.settings.INSTALLED_APPS", ["poseidon.tenancy.apps.TenancyConfig", *apps])
    assert checks.check_order_of_apps() == []


@pytest.mark.parametrize("routers", [[], ["poseidon.db_routers.ReplicaRouter"]])
def test_routers_without_the_tenants_are_e016(settings: Any, routers: list[str]) -> None:
    settings.DATABASE_ROUTERS = routers
    assert ids(checks.check_routers()) == ["poseidon.E016"]


@pytest.mark.parametrize("router", ["poseidon.db_routers.TenantRouter", f"{__name__}.OwnRouter", OwnRouter()])
def test_tenant_router_or_one_derived_from_it_is_silent(settings: Any, router: Any) -> None:
    settings.DATABASE_ROUTERS = [router]
    assert checks.check_routers() == []


def test_missing_tenant_middleware_is_e017(settings: Any) -> None:
    settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if path != checks.TENANCY]
    assert ids(checks.check_middleware()) == ["poseidon.E017"]
    assert checks.check_order_of_middleware() == []


def test_tenant_middleware_after_sessions_is_e018(settings: Any) -> None:
    settings.MIDDLEWARE = [checks.SESSIONS, checks.TENANCY]
    assert ids(checks.check_order_of_middleware()) == ["poseidon.E018"]
    assert checks.check_middleware() == []
    settings.MIDDLEWARE = [f"{__name__}.OwnMiddleware", checks.SESSIONS]
    assert checks.check_order_of_middleware() == checks.check_middleware() == []


def test_cache_that_all_tenants_share_is_e019(settings: Any) -> None:
    settings.CACHES = {
        "default": {"BACKEND": LOCMEM, "KEY_FUNCTION": "poseidon.tenancy.caching.tenant_key"},
        "own": {"BACKEND": LOCMEM, "KEY_FUNCTION": own_key},
        "nothing": {"BACKEND": checks.STORES_NOTHING},
        "pages": {"BACKEND": LOCMEM},
    }
    (message,) = checks.check_caches()
    assert ids([message]) == ["poseidon.E019"]
    assert "'pages'" in message.msg


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("*", "whatever host a stranger names"),
        ("https://conf.example.org", "no request is for a host of that name"),
        ("conf.example.org:443", "no request is for a host of that name"),
        ("conf.example.org/", "no request is for a host of that name"),
    ],
)
def test_host_that_lets_everybody_in_or_nobody_is_w022(settings: Any, host: str, why: str) -> None:
    settings.ALLOWED_HOSTS = ["conf.example.org", ".example.org", "127.0.0.1", "[::1]", host]
    (message,) = checks.check_hosts()
    assert ids([message]) == ["poseidon.W022"]
    assert repr(host) in message.msg
    assert why in message.msg
