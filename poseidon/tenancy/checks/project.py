"""How the project is put together: applications, routers, middleware, caches."""

import re
from typing import Any, Final

from django.conf import settings
from django.core.cache.backends.base import get_key_func
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.utils.module_loading import import_string

from poseidon.tenancy.caching import shared_key, tenant_key
from poseidon.tenancy.checks.subjects import sample_tenant
from poseidon.tenancy.context import tenant_context
from poseidon.tenancy.middleware import TenantMiddleware
from poseidon.tenancy.routing.tenant import TenantRouter

SESSIONS: Final = "django.contrib.sessions.middleware.SessionMiddleware"
TENANCY: Final = "poseidon.tenancy.middleware.TenantMiddleware"
HOST: Final = re.compile(r"\.?[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\]")
ANY_HOST: Final = "a mail with a link for a new password would lead to whatever host a stranger names."
NO_HOST: Final = "no request is for a host of that name, since scheme, port and path are no part of it."
STORES_NOTHING: Final = "django.core.cache.backends.dummy.DummyCache"


def check_order_of_apps(**_: Any) -> list[CheckMessage]:
    """E015: an application that is loaded before the engine."""
    first = settings.INSTALLED_APPS[0]
    if first.startswith("poseidon.tenancy"):
        return []
    return [
        Error(
            f"{first!r} stands before 'poseidon.tenancy' in INSTALLED_APPS: its models would be loaded with "
            "Django's own connections, which know no tenants.",
            hint="Make 'poseidon.tenancy' the first of INSTALLED_APPS.",
            id="poseidon.E015",
        )
    ]


def check_routers(**_: Any) -> list[CheckMessage]:
    """E016: no TenantRouter."""
    if any(isinstance(_made(router), TenantRouter) for router in settings.DATABASE_ROUTERS):
        return []
    return [
        Error(
            "DATABASE_ROUTERS has no TenantRouter: every model would live in 'default'.",
            hint='Set DATABASE_ROUTERS = ["poseidon.db_routers.TenantRouter"].',
            id="poseidon.E016",
        )
    ]


def check_middleware(**_: Any) -> list[CheckMessage]:
    """E017: no TenantMiddleware."""
    if _place_of_tenancy() is not None:
        return []
    return [
        Error(
            "MIDDLEWARE has no TenantMiddleware: no request would have a tenant.",
            hint=f"Put {TENANCY!r} before {SESSIONS!r}.",
            id="poseidon.E017",
        )
    ]


def check_order_of_middleware(**_: Any) -> list[CheckMessage]:
    """E018: sessions are read before the tenant is known."""
    place = _place_of_tenancy()
    if place is None or SESSIONS not in settings.MIDDLEWARE[:place]:
        return []
    return [
        Error(
            "SessionMiddleware stands before TenantMiddleware: sessions would be read and saved outside the "
            "request's tenant.",
            hint=f"Move {TENANCY!r} before {SESSIONS!r}.",
            id="poseidon.E018",
        )
    ]


def check_caches(**_: Any) -> list[CheckMessage]:
    """E019: a cache whose keys are the same in every tenant, and which is not declared as shared."""
    return [
        Error(
            f"Cache {alias!r} gives all tenants the same keys: one would be served what another cached.",
            hint='Set "KEY_FUNCTION": "poseidon.tenancy.caching.tenant_key" on it, or shared_key of the same '
            "module if nothing in it belongs to a tenant.",
            id="poseidon.E019",
        )
        for alias, cache in settings.CACHES.items()
        if cache["BACKEND"] != STORES_NOTHING and not _is_safe(cache.get("KEY_FUNCTION"))
    ]


def check_hosts(**_: Any) -> list[CheckMessage]:
    """W022: a host that lets everybody in, or nobody."""
    return [
        Caution(
            f"ALLOWED_HOSTS has {host!r}: {ANY_HOST if host == '*' else NO_HOST}",
            hint="Write the names that people type, with commas between them: conf.example.org.",
            id="poseidon.W022",
        )
        for host in settings.ALLOWED_HOSTS
        if host == "*" or HOST.fullmatch(host) is None
    ]


def _is_safe(key_function: Any) -> bool:
    """Tried out in a tenant and outside, so that a project's own function passes too; `shared_key` says that
    it carries none on purpose."""
    make_key = get_key_func(key_function)
    if make_key == shared_key:
        return True
    if (tenant := sample_tenant()) is None:
        return bool(make_key == tenant_key)
    with tenant_context(tenant):
        inside = make_key("key", "", 1)
    with tenant_context(None):
        return bool(inside != make_key("key", "", 1))


def _made(router: Any) -> Any:
    return import_string(router)() if isinstance(router, str) else router


def _place_of_tenancy() -> int | None:
    """Index of TenantMiddleware, or of a class derived from it, in MIDDLEWARE."""
    for place, path in enumerate(settings.MIDDLEWARE):
        middleware = import_string(path)
        if isinstance(middleware, type) and issubclass(middleware, TenantMiddleware):
            return place
    return None
