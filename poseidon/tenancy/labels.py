"""The tenant as others see it: on metrics, error reports and log lines."""

import threading
from typing import Any, Final

from poseidon.tenancy.context import current_tenant
from poseidon.tenancy.defaults import setting

OUTSIDE: Final = "-"
"""Stands for "no tenant"; no tenant can have this name."""
OTHER: Final = "other"
"""Stands for every tenant that came too late for a metrics label of its own; lower case, so nobody's name."""

_labelled: frozenset[str] = frozenset((OUTSIDE,))
_lock: Final = threading.Lock()


def tenant_name() -> str:
    """Name of the tenant in context, `-` outside all."""
    return current_tenant() or OUTSIDE


def tenant_label() -> str:
    """The tenant in context as a metrics label: one of at most `TENANCY_METRICS_TENANTS` + 2 values.

    The first tenants that this process meets keep their names as labels until it ends, for a label that
    changed hands would break its counters; all later ones share `other`; `-` is outside all tenants.
    """
    tenant = current_tenant() or OUTSIDE
    return tenant if tenant in _labelled or _give_label(tenant) else OTHER


def _give_label(tenant: str) -> bool:
    """Whether there was a label left for `tenant`."""
    global _labelled  # noqa: PLW0603 - replaced, never changed, so that readers need no lock
    if len(_labelled) > setting("TENANCY_METRICS_TENANTS"):  # one of them is OUTSIDE
        return False
    with _lock:
        if len(_labelled) <= setting("TENANCY_METRICS_TENANTS"):
            _labelled |= {tenant}
        return tenant in _labelled


def forget_labels() -> None:
    """Gives all labels back: for tests, and for a process that starts its metrics anew."""
    global _labelled  # noqa: PLW0603 - see _give_label
    with _lock:
        _labelled = frozenset((OUTSIDE,))


def add_tenant_tags(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - contract
    """Sentry's `before_send` and `before_send_transaction`: tags the event with the tenant in context.

    A tag that somebody has set is kept. `event["tags"]` may be a mapping or a list of pairs, both Sentry's.
    """
    tags = dict(event.get("tags") or {})
    tags.setdefault("tenant", tenant_name())
    event["tags"] = tags
    return event
