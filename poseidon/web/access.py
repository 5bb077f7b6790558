"""Who may see a tenant's private pages: its members; an outsider learns nothing, not even that it exists."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from poseidon.tenancy.api import has_role, role_in
from poseidon.web.addresses import SIGN_IN, platform_address

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
        return redirect_to_login(request.get_full_path(), platform_address(SIGN_IN))
    role = role_in(request.user, tenant) if tenant is not None else None
    if tenant is None or role is None:
        raise Http404
    request.role = role  # type: ignore[attr-defined]
    if not has_role(request.user, tenant, least):
        raise PermissionDenied
    return None


def at_least(request: HttpRequest, least: str) -> bool:
    """Whether the person is at least a `least` of the request's tenant; False outside all tenants."""
    tenant: str | None = getattr(request, "tenant", None)
    return tenant is not None and request.user.is_authenticated and has_role(request.user, tenant, least)
