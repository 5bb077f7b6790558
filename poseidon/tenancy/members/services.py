"""Changing and ending memberships. A tenant always keeps one admin who can sign in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from poseidon.tenancy.members.errors import LastAdminError, NotAMemberError
from poseidon.tenancy.members.journal import log_membership
from poseidon.tenancy.models import Membership


def change_role(user: int, *, tenant: str, role: str, by: Any) -> None:
    """Gives the member another role; it counts from their next request on."""
    role = Membership.Role(role).value
    with _locked(user, tenant) as (membership, admins):
        before = membership.role
        if before == role:
            return
        if role != Membership.Role.ADMIN:
            _refuse_last(membership, admins)
        membership.role = role
        membership.save(update_fields=["role"])
    log_membership(tenant, user, role, before=before, by=by)


def revoke_membership(user: int, *, tenant: str, by: Any) -> None:
    """Ends the membership; the person's next request is refused."""
    with _locked(user, tenant) as (membership, admins):
        _refuse_last(membership, admins)
        before = membership.role
        membership.delete()
    log_membership(tenant, user, None, before=before, by=by)


@contextmanager
def _locked(user: int, tenant: str) -> Iterator[tuple[Membership, set[int]]]:
    """The membership and the users who are admins, so locked that two cannot leave at once."""
    with transaction.atomic(using="default"):
        rows = Membership.objects.select_for_update().filter(tenant=tenant).order_by("pk")
        memberships = {row.user_id: row for row in rows}
        if user not in memberships:
            raise NotAMemberError(tenant)
        admins = rows.filter(role=Membership.Role.ADMIN, user__is_active=True)
        yield memberships[user], set(admins.values_list("user_id", flat=True))


def _refuse_last(membership: Membership, admins: set[int]) -> None:
    if admins == {membership.user_id}:
        raise LastAdminError(membership.tenant)
