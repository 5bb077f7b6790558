"""Whether a tenant is served: asked of whoever keeps the accounts, remembered for a while."""

import enum
import time
from collections.abc import Callable

from django.db import DatabaseError

from poseidon.tenancy.defaults import setting


class TenantStatus(enum.Enum):
    """How a tenant's requests are answered."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    MISSING = "missing"


_source: Callable[[str], TenantStatus] | None = None
_known: dict[str, tuple[float, TenantStatus]] = {}


def register_status_source(source: Callable[[str], TenantStatus]) -> None:
    """Says who knows; called once, when the application is put together."""
    global _source  # noqa: PLW0603 - one process, one source
    _source = source
    _known.clear()


def status_of(tenant: str) -> TenantStatus:
    """Status of `tenant`, at most `TENANCY_STATUS_TTL` seconds old."""
    now = time.monotonic()
    known = _known.get(tenant)
    if known is not None and known[0] > now:
        return known[1]
    try:
        status = _source(tenant) if _source is not None else TenantStatus.ACTIVE
    except DatabaseError:
        if known is None:
            raise
        return known[1]  # while the accounts cannot be asked, what they said last
    ttl = setting("TENANCY_STATUS_TTL")
    if ttl:
        if len(_known) >= setting("TENANCY_STATUS_KEPT"):
            _known.clear()
        _known[tenant] = (now + ttl, status)
    return status


def forget_status(tenant: str) -> None:
    """Asks anew on the next request: after an account was changed here."""
    _known.pop(tenant, None)
