"""Cache keys that carry the tenant, so that one cache can serve all of them."""

from typing import Any, Final

from poseidon.tenancy.labels import tenant_name

SHARED: Final = "*"
"""In the tenant's place in the keys of a cache that all tenants share; no tenant can have this name."""


def tenant_key(key: Any, key_prefix: str, version: int | str) -> str:
    """A cache's KEY_FUNCTION: `TENANT:prefix:version:key`, with `-` outside all tenants.

    The key comes last and as it is: whatever stands in it, it cannot pass for another tenant's, prefix's or
    version's, for those hold no colon. It adds at most 21 characters to Django's own key (memcached takes
    250 in all); what is safe for memcached in Django's key is safe here.
    """
    return f"{tenant_name()}:{_part(key_prefix)}:{_part(version)}:{key}"


def shared_key(key: Any, key_prefix: str, version: int | str) -> str:
    """KEY_FUNCTION of a cache whose entries all tenants see: `*:prefix:version:key`.

    For what belongs to no tenant (sessions, throttles, shared look-ups), and never for tenant data.
    """
    return f"{SHARED}:{_part(key_prefix)}:{_part(version)}:{key}"


def _part(value: int | str) -> str:
    """A prefix or version without the colon that ends it (nor the sign that stands for one)."""
    text = str(value)
    return text.replace("%", "%25").replace(":", "%3A") if "%" in text or ":" in text else text
