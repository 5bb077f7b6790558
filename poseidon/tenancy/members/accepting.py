"""Accepting an invitation: with the account one has, or with a new one."""

import re
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from poseidon.tenancy.members.errors import (
    AccountExistsError,
    AccountSwitchedOffError,
    ExpiredInvitationError,
    UnknownInvitationError,
    UsedInvitationError,
    WithdrawnInvitationError,
)
from poseidon.tenancy.members.invitations import hash_of, users_with
from poseidon.tenancy.members.journal import log_invitation, log_membership
from poseidon.tenancy.models import Invitation, Membership
from poseidon.tenancy.registry import is_tenant

_RANK: Final[list[str]] = [Membership.Role.VIEWER, Membership.Role.EDITOR, Membership.Role.ADMIN]
_LONGEST_NAME: Final = 150
_NO_NAME: Final = re.compile(r"[^\w.@+-]")
"""What Django's forms refuse in a user name."""


def open_invitation(token: str, *, lock: bool = False) -> Invitation:
    """The invitation that this token opens, or an InvitationError that says why there is none."""
    rows = Invitation.objects.select_for_update() if lock else Invitation.objects.select_related("invited_by")
    found = rows.filter(token_hash=hash_of(token)).first()
    if found is None or not is_tenant(found.tenant):
        raise UnknownInvitationError("There is no such invitation: a newer mail may have replaced it.")
    if found.accepted_at is not None:
        raise UsedInvitationError(found.tenant, found.accepted_by_id)
    if found.withdrawn_at is not None:
        raise WithdrawnInvitationError(f"This invitation to {found.tenant} was withdrawn.")
    if found.expires_at <= timezone.now():
        raise ExpiredInvitationError(f"This invitation to {found.tenant} has expired.")
    return found


def accept_invitation(token: str, *, user: Any) -> Membership:
    """Makes `user` a member, whatever their address: who has the token was meant. A member's role is never
    lowered by it."""
    with transaction.atomic(using="default"):
        invitation = open_invitation(token, lock=True)
        membership, before = _join(invitation, user)
    _log(invitation, membership, before, user)
    return membership


def accept_invitation_as_new_user(token: str, *, first_name: str, last_name: str, password: str) -> Any:
    """Makes an account with the invited address, and its membership; gives the user.

    AccountExistsError or AccountSwitchedOffError where there is an account of this address.
    """
    user = get_user_model()(first_name=first_name, last_name=last_name)
    user.set_password(password)  # slow by design, so before anything is locked
    with transaction.atomic(using="default"):
        invitation = open_invitation(token, lock=True)
        refuse_known_address(invitation)
        user.email, user.username = invitation.email, _free_name(invitation.email)
        user.save()
        membership, before = _join(invitation, user)
    _log(invitation, membership, before, user)
    return user


def refuse_known_address(invitation: Invitation) -> None:
    """AccountExistsError or AccountSwitchedOffError where the invited address has an account."""
    active = list(users_with(invitation.email).values_list("is_active", flat=True))
    if any(active):
        raise AccountExistsError(f"Sign in to accept this invitation to {invitation.tenant}.")
    if active:
        raise AccountSwitchedOffError(f"The account invited to {invitation.tenant} is switched off.")


def _join(invitation: Invitation, user: Any) -> tuple[Membership, str | None]:
    membership = Membership.objects.filter(user=user, tenant=invitation.tenant).first()
    before = membership.role if membership else None
    membership = membership or Membership(user=user, tenant=invitation.tenant, role=invitation.role)
    membership.role = max(
        membership.role, invitation.role, key=lambda role: _RANK.index(Membership.Role(role))
    )
    membership.save()
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return membership, before


def _log(invitation: Invitation, membership: Membership, before: str | None, user: Any) -> None:
    log_invitation(invitation, "accepted", by=user)
    log_membership(membership.tenant, user.pk, membership.role, before=before, by=user)


def _free_name(email: str) -> str:
    """The address as user name, else with a number behind it: nobody else's name or address. What a user name
    may not hold, as the apostrophe of O'Brien, is left out; the address signs in all the same."""
    names, base, number = get_user_model()._default_manager, _NO_NAME.sub("", email)[: _LONGEST_NAME - 5], 1
    name = base
    while names.filter(Q(username__iexact=name) | Q(email__iexact=name)).exists():
        number += 1
        name = f"{base}-{number}"
    return name
