"""No tenant, and no server's tenants, may take every thread of a process.

Counts the requests that are being answered, by tenant and by the server its primary is on; beyond
`TENANCY_REQUESTS_PER_TENANT` or `TENANCY_REQUESTS_PER_SERVER` (0: no limit) the next is refused at once. With
one thread a process there is nothing to count.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from django.db import connections

from poseidon.tenancy.availability import endpoint_of
from poseidon.tenancy.counting import refusals
from poseidon.tenancy.defaults import setting
from poseidon.tenancy.errors import TooBusyError

_lock = threading.Lock()
_running: Counter[tuple[str, str]] = Counter()


def place_for(tenant: str) -> AbstractContextManager[None]:
    """One of the tenant's places, and of its server's, for a request; TooBusyError where none is free."""
    for_tenant, for_server = setting("TENANCY_REQUESTS_PER_TENANT"), setting("TENANCY_REQUESTS_PER_SERVER")
    limits = {("tenant", tenant): for_tenant} if for_tenant else {}
    if for_server:
        limits["server", endpoint_of(connections[tenant])] = for_server
    return _counted(limits) if limits else nullcontext()


@contextmanager
def _counted(limits: dict[tuple[str, str], int]) -> Iterator[None]:
    _enter(limits)
    try:
        yield
    finally:
        _leave(limits)


def _enter(limits: dict[tuple[str, str], int]) -> None:
    with _lock:
        for (kind, name), limit in limits.items():
            if _running[kind, name] >= limit:
                refusals[kind].count()
                raise TooBusyError(
                    f"{limit} requests for {kind} {name} are being answered in this process already."
                )
        for who in limits:
            _running[who] += 1


def _leave(limits: dict[tuple[str, str], int]) -> None:
    with _lock:
        for who in limits:
            _running[who] -= 1
            if not _running[who]:
                del _running[who]


def running() -> dict[tuple[str, str], int]:
    """Requests being answered now, by kind and name: for metrics and tests."""
    with _lock:
        return dict(_running)
