"""Which tenant a request is for: the first part of its path, moved to SCRIPT_NAME.

So every `reverse()`, redirect, form and the admin stay inside the tenant without knowing of it. The body of a
streaming response is produced inside the tenant too, though the middleware has returned by then.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import get_script_prefix, set_script_prefix

from poseidon.tenancy import registry
from poseidon.tenancy.context import aiterate_in_tenant, iterate_in_tenant, tenant_context
from poseidon.tenancy.status import TenantStatus, status_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class TenantMiddleware:
    """Serves `/TENANT/…` inside that tenant, with the URLs of `TENANT_URLCONF`; everything else outside all.

    Wrong case is redirected, a suspended tenant answers 403, one that is not served falls through to 404.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        first, slash, rest = request.path_info.lstrip("/").partition("/")
        tenant = _served(first)
        if tenant is None:
            return self._outside(request)
        if first != tenant or not slash:
            return _redirect(request, tenant, rest)
        return self._inside(request, tenant, rest)

    def _outside(self, request: HttpRequest) -> HttpResponseBase:
        request.tenant = None  # type: ignore[attr-defined]
        with tenant_context(None):
            return self.get_response(request)

    def _inside(self, request: HttpRequest, tenant: str, rest: str) -> HttpResponseBase:
        script_name = f"{request.META.get('SCRIPT_NAME', '').rstrip('/')}/{tenant}"
        request.META["SCRIPT_NAME"] = script_name
        request.path_info = request.META["PATH_INFO"] = f"/{rest}"
        request.tenant = tenant  # type: ignore[attr-defined]
        request.urlconf = settings.TENANT_URLCONF
        prefix_before = get_script_prefix()
        set_script_prefix(f"{script_name}/")
        try:
            with tenant_context(tenant):
                return _stream_inside(tenant, self._answer(request, tenant))
        finally:
            set_script_prefix(prefix_before)

    def _answer(self, request: HttpRequest, tenant: str) -> HttpResponseBase:
        status = status_of(tenant)
        if status is TenantStatus.SUSPENDED:
            return render(request, "tenancy/suspended.html", {"tenant": tenant}, status=403)
        if status is TenantStatus.MISSING:
            return render(request, "404.html", status=404)
        return self.get_response(request)


def _served(first: str) -> str | None:
    """The tenant that the first part of a path names, in any case; None if it names none served here.

    The lower-case parts of the platform's own URLs (`admin`, `static`) are never a tenant's.
    """
    if registry.is_tenant(first):
        return first
    if first in settings.PLATFORM_PATHS:
        return None
    upper = first.upper()
    return upper if first.isascii() and registry.is_tenant(upper) else None


def _redirect(request: HttpRequest, tenant: str, rest: str) -> HttpResponse:
    """To the same place under the tenant's right name; 307/308 would make a browser post again."""
    path = f"{request.META.get('SCRIPT_NAME', '').rstrip('/')}/{tenant}/{rest}"
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{path}?{query}" if query else path)


def _stream_inside(tenant: str, response: HttpResponseBase) -> HttpResponseBase:
    body: Any = response
    if response.streaming and not isinstance(response, FileResponse):
        iterate = aiterate_in_tenant if body.is_async else iterate_in_tenant
        body.streaming_content = iterate(tenant, body.streaming_content)
    return response
