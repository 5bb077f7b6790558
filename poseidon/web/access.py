"""Who may see a tenant's private pages: its members; an outsider learns nothing, not even that it exists."""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from poseidon.tenancy.api import has_role, role_in
from poseidon.web.addresses import SIGN_IN, UNSAVED, platform_address

View = Callable[..., HttpResponseBase]


def members_only(least: str = "viewer") -> Callable[[View], View]:
    """A view of the request's tenant for people who are at least a `least` of it.

    Anonymous visitors go to the sign-in page and come back; who is no member gets 404, who is too little 403.
    Inside, `request.role` is the person's role. The answer is never kept by a cache.
    """

    def decorate(view: View) -> View:
        @never_cache
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return admit(request, least) or view(request, *args, **kwargs)

        return guarded

    return decorate


def admit(request: HttpRequest, least: str = "viewer") -> HttpResponseBase | None:
    """None where the request may go on, a redirect to the sign-in page where nobody is signed in.

    Raises Http404 for outsiders and PermissionDenied for members who are not at least a `least`.
    """
    tenant: str | None = getattr(request, "tenant", None)
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    role = role_in(request.user, tenant) if tenant is not None else None
    if tenant is None or role is None:
        raise Http404
    request.role = role  # type: ignore[attr-defined]
    if not has_role(request.user, tenant, least):
        raise PermissionDenied
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page, which leads back here. After a form it says that nothing was saved, and leads back to
    the page that had it: the form's own address may take nothing but forms."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path(), platform_address(SIGN_IN))
    sender, back = request.headers.get("Referer", ""), request.get_full_path()
    if url_has_allowed_host_and_scheme(sender, allowed_hosts={request.get_host()}):
        back = urlunsplit(("", "", *urlsplit(sender)[2:4], ""))
    return redirect_to_login(back, f"{platform_address(SIGN_IN)}?{UNSAVED}=1")


def at_least(request: HttpRequest, least: str) -> bool:
    """Whether the person is at least a `least` of the request's tenant; False outside all tenants."""
    tenant: str | None = getattr(request, "tenant", None)
    return tenant is not None and request.user.is_authenticated and has_role(request.user, tenant, least)
