"""Cache keys that carry the tenant, so that one cache can serve all of them."""

from typing import Any, Final

from poseidon.tenancy.context import current_tenant

OUTSIDE: Final = "-"


def tenant_key(key: Any, key_prefix: str, version: int) -> str:
    """A cache's KEY_FUNCTION: `TENANT:prefix:version:key`, with `-` outside all tenants."""
    return f"{current_tenant() or OUTSIDE}:{key_prefix}:{version}:{key}"
