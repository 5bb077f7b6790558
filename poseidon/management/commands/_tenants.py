"""What commands say of a mistyped tenant."""

from poseidon.tenancy.api import tenants, tenants_like


def unknown_tenant(name: str) -> str:
    """That `name` is no tenant, which ones it may have been meant to be, and where they are listed."""
    served = sorted(tenants())
    near = tenants_like(name)
    told = f"Did you mean {' or '.join(near)}?" if near else f"Served here: {_shortly(served)}."
    return (
        f"There is no tenant {name!r}. {told} All are listed in the parameter PLANSTONE_TENANTS_LIST: in the "
        "environment variable of that name, else in the parameter store."
    )


def _shortly(names: list[str]) -> str:
    more = f" and {len(names) - 10:,} more" if len(names) > 10 else ""
    return (", ".join(names[:10]) or "none") + more
