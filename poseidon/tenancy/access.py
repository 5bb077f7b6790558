"""Who may do what in which tenant."""

from typing import Any

from poseidon.tenancy.models import Membership
from poseidon.tenancy.registry import tenants

_RANK = {Membership.Role.VIEWER: 1, Membership.Role.EDITOR: 2, Membership.Role.ADMIN: 3}


def role_in(user: Any, tenant: str) -> str | None:
    """The user's role in `tenant`: viewer, editor or admin (operators are admins everywhere); None: no entry.

    One query a user object; asked again on the next request, so that a revoked membership ends at once.
    """
    if not user.is_active or user.is_anonymous:
        return None
    if user.is_superuser:
        return Membership.Role.ADMIN.value
    return roles_of(user).get(tenant)


def roles_of(user: Any) -> dict[str, str]:
    """Role by tenant, from the user's memberships; kept on the user object."""
    roles: dict[str, str] | None = user.__dict__.get("_poseidon_roles")
    if roles is None:
        rows = Membership.objects.filter(user_id=user.pk).values_list("tenant", "role")
        roles = user.__dict__["_poseidon_roles"] = dict(rows)
    return roles


def has_role(user: Any, tenant: str, least: str) -> bool:
    """Whether the user is at least a `least` (viewer < editor < admin) of `tenant`."""
    role = role_in(user, tenant)
    return role is not None and _RANK[Membership.Role(role)] >= _RANK[Membership.Role(least)]


def enterable_tenants(user: Any) -> dict[str, str]:
    """Role by tenant, for the tenants served now that the user may enter; sorted by name."""
    served = tenants()
    if user.is_superuser:
        return dict.fromkeys(sorted(served), Membership.Role.ADMIN.value)
    return {tenant: role for tenant, role in sorted(roles_of(user).items()) if tenant in served}


def some_enterable_tenants(user: Any, limit: int) -> tuple[dict[str, str], bool]:
    """Up to `limit` of `enterable_tenants`, and whether there are more; never walks all tenants.

    Operators, who may enter all, get those they are members of where there are more than `limit`.
    """
    served = tenants()
    if user.is_superuser and len(served) <= limit:
        return enterable_tenants(user), False
    roles = {tenant: role for tenant, role in sorted(roles_of(user).items()) if tenant in served}
    return dict(list(roles.items())[:limit]), user.is_superuser or len(roles) > limit
