"""Addresses across the border: of the platform from inside a tenant, and of a tenant from outside.

Inside a tenant `reverse()` stays there, because the tenant is part of the script prefix.
"""

from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import get_script_prefix, reverse

SIGN_IN: Final = "entrance:home"
UNSAVED: Final = "unsaved"
"""In the query of the sign-in page: what was sent is lost, because nobody was signed in any more."""


def platform_address(name: str, *args: Any) -> str:
    """Address of a view of the platform, wherever the caller is."""
    return "/" + _without_prefix(reverse(name, urlconf=settings.ROOT_URLCONF, args=args))


def tenant_address(tenant: str, name: str, *args: Any) -> str:
    """Address of a view inside `tenant`, wherever the caller is."""
    return f"/{tenant}/" + _without_prefix(reverse(name, urlconf=settings.TENANT_URLCONF, args=args))


def with_query(name: str, **query: str) -> str:
    """Address of a view in the present place with a query; empty values are left out."""
    given = {key: value for key, value in query.items() if value}
    return f"{reverse(name)}?{urlencode(given)}" if given else reverse(name)


def _without_prefix(address: str) -> str:
    return address.removeprefix(get_script_prefix())
