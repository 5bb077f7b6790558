"""Which tenant a request is for: the first part of its path, moved to SCRIPT_NAME.

So every `reverse()`, redirect, form and the admin stay inside the tenant without knowing of it. The body of a
streaming response is produced inside the tenant too, though the middleware has returned by then.
"""

from collections.abc import Callable
from contextvars import Token
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf
from django.utils.encoding import escape_uri_path

from poseidon.tenancy import registry
from poseidon.tenancy.bulkhead import place_for
from poseidon.tenancy.consistency import Reads, reads_scope, tokens
from poseidon.tenancy.consistency.reads import enter_reads, leave_reads
from poseidon.tenancy.context import aiterate_inside, iterate_inside, tenant_context
from poseidon.tenancy.defaults import setting
from poseidon.tenancy.errors import TooBusyError, UnknownTenantError
from poseidon.tenancy.status import TenantStatus, status_of
from poseidon.tenancy.unavailable import is_unavailability, say_how_old, unavailable

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class TenantMiddleware:
    """Serves `/TENANT/…` inside that tenant, with the URLs of `TENANT_URLCONF`; everything else outside all.

    Wrong case is redirected, and a second slash, which pages would pass on as the address of another host. A
    suspended tenant answers 403, one that is not served falls through to 404.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        first, slash, rest = request.path_info.lstrip("/").partition("/")
        tenant = _served(first)
        if tenant is None:
            return self._outside(request)
        if first != tenant or not slash or request.path_info.startswith("//"):
            return _redirect(request, tenant, rest)
        return self._inside(request, tenant, rest)

    def _outside(self, request: HttpRequest) -> HttpResponseBase:
        request.tenant = None  # type: ignore[attr-defined]
        with tenant_context(None), reads_scope(_reads_of(request, None)) as reads:
            response = self.get_response(request)
            _hand_over(request, response, reads)
            return response

    def _inside(self, request: HttpRequest, tenant: str, rest: str) -> HttpResponseBase:
        script_name = f"{request.META.get('SCRIPT_NAME', '').rstrip('/')}/{tenant}"
        try:
            place = _Place(tenant, script_name, _reads_of(request, tenant))
        except UnknownTenantError:  # it was taken out of the list a moment ago
            return self._outside(request)
        request.META["SCRIPT_NAME"] = script_name
        request.path_info = request.META["PATH_INFO"] = f"/{rest}"
        request.tenant = tenant  # type: ignore[attr-defined]
        request.urlconf = settings.TENANT_URLCONF
        with place as reads:
            response = _stream_inside(place, self._answered(request, tenant))
            _hand_over(request, response, reads)
            if staleness := reads.stale.get(tenant):
                say_how_old(response, staleness)
            return response

    def _answered(self, request: HttpRequest, tenant: str) -> HttpResponseBase:
        try:
            with place_for(tenant):
                return self._answer(request, tenant)
        except (DatabaseError, InterfaceError, TooBusyError) as error:
            if not is_unavailability(error):
                raise
            return unavailable(request, tenant, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A view's error that will pass by itself is a 503 of this tenant, not a 500."""
        tenant = getattr(request, "tenant", None)
        return unavailable(request, tenant, error) if tenant and is_unavailability(error) else None

    def _answer(self, request: HttpRequest, tenant: str) -> HttpResponseBase:
        status = status_of(tenant)
        if status is TenantStatus.SUSPENDED:
            return render(request, "tenancy/suspended.html", {"tenant": tenant}, status=403)
        if status is TenantStatus.MISSING:
            return render(request, "404.html", status=404)
        return self.get_response(request)


def _reads_of(request: HttpRequest, tenant: str | None) -> Reads:
    """What the sender has seen; a request that writes nothing may be answered with what is old."""
    old = request.method in ("GET", "HEAD") and bool(setting("TENANCY_STALE_READS"))
    return Reads(tokens.positions_of_request(request, tenant), may_be_stale=old)


def _hand_over(request: HttpRequest, response: HttpResponseBase, reads: Reads) -> None:
    """Gives the sender a token for each database that this request has written to and that has a replica."""
    for primary in reads.written:
        if registry.replica_of(primary) is None:
            continue
        with tenant_context(registry.tenant_of(primary)):
            position = reads.seen(primary)
        if position is not None:
            tokens.put_position(request, response, primary, position)


class _Place:
    """A tenant, its addresses and where it is read from, in force while a request or a piece of its body is
    made; re-entrant."""

    def __init__(self, tenant: str, script_name: str, reads: Reads) -> None:
        self._tenant = tenant_context(tenant)
        self._reads = reads
        self._scopes: list[Token[Reads | None]] = []
        self._prefix = f"{script_name}/"
        self._before: list[tuple[str, str | None]] = []

    def __enter__(self) -> Reads:
        self._tenant.__enter__()
        self._scopes.append(enter_reads(self._reads))
        self._before.append((get_script_prefix(), get_urlconf()))
        set_script_prefix(self._prefix)
        set_urlconf(settings.TENANT_URLCONF)
        return self._reads

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        leave_reads(self._scopes.pop())
        prefix, urlconf = self._before.pop()
        set_script_prefix(prefix)
        set_urlconf(urlconf)
        self._tenant.__exit__(kind, error, trace)

    def closing(self, close: Callable[[], object]) -> Callable[[], None]:
        """`close`, to be called here."""

        def close_here() -> None:
            with self:
                close()

        return close_here


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
    path = escape_uri_path(f"{request.META.get('SCRIPT_NAME', '').rstrip('/')}/{tenant}/{rest}")
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{path}?{query}" if query else path)


def _stream_inside(place: _Place, response: HttpResponseBase) -> HttpResponseBase:
    """Has a streaming body produced, and what it holds closed, in `place`; a file is left to the server."""
    body: Any = response
    if response.streaming and getattr(response, "file_to_stream", None) is None:
        iterate = aiterate_inside if body.is_async else iterate_inside
        body.streaming_content = iterate(place, body.streaming_content)
        body._resource_closers[:] = map(place.closing, body._resource_closers)
    return response
