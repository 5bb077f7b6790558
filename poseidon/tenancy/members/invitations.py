"""Inviting people by mail. The mail carries a token; only its hash is kept, and it works once, for a week."""

import datetime
import hashlib
import secrets
from typing import Any, Final, NamedTuple

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from poseidon.tenancy.members.errors import (
    AlreadyInvitedError,
    AlreadyMemberError,
    SentAMomentAgoError,
    UnknownInvitationError,
)
from poseidon.tenancy.members.journal import log_invitation
from poseidon.tenancy.models import Invitation, Membership

VALID: Final = datetime.timedelta(days=7)
PAUSE: Final = datetime.timedelta(minutes=1)


class Issued(NamedTuple):
    """An invitation and its token, which is nowhere else: put it into the mail."""

    invitation: Invitation
    token: str


def invite(email: str, *, tenant: str, role: str, by: Any) -> Issued:
    """Makes an invitation, or renews one that has ended. AlreadyMemberError, AlreadyInvitedError."""
    email, role = email.strip().lower(), Membership.Role(role).value
    if Membership.objects.filter(tenant=tenant, user__email__iexact=email).exists():
        raise AlreadyMemberError(tenant)
    try:
        with transaction.atomic(using="default"):
            issued = _issue(_vacant(tenant, email, role), by)
    except IntegrityError as error:
        raise AlreadyInvitedError(tenant) from error  # by another admin, in this moment
    log_invitation(issued.invitation, "made", by=by)
    return issued


def renew_invitation(number: int, *, tenant: str, by: Any) -> Issued:
    """A new token and a new week; the former token ends. SentAMomentAgoError within a minute."""
    with transaction.atomic(using="default"):
        invitation = _pending(number, tenant)
        if timezone.now() - invitation.sent_at < PAUSE:
            raise SentAMomentAgoError(tenant)
        issued = _issue(invitation, by)
    log_invitation(invitation, "sent again", by=by)
    return issued


def withdraw_invitation(number: int, *, tenant: str, by: Any) -> Invitation:
    """The invitation's token works no longer."""
    with transaction.atomic(using="default"):
        invitation = _pending(number, tenant)
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
    log_invitation(invitation, "withdrawn", by=by)
    return invitation


def hash_of(token: str) -> str:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def users_with(email: str) -> Any:
    """The users who have this address, in any case."""
    return get_user_model()._default_manager.filter(email__iexact=email)


def _vacant(tenant: str, email: str, role: str) -> Invitation:
    known = Invitation.objects.select_for_update().filter(tenant=tenant, email=email).first()
    if known is not None and known.is_open:
        raise AlreadyInvitedError(tenant)
    invitation = known or Invitation(tenant=tenant)
    invitation.email, invitation.role, invitation.created_at = email, role, timezone.now()
    return invitation


def _pending(number: int, tenant: str) -> Invitation:
    rows = Invitation.objects.select_for_update().filter(tenant=tenant, **Invitation.PENDING)
    invitation = rows.filter(pk=number).first()
    if invitation is None:
        raise UnknownInvitationError(f"This invitation to {tenant} was accepted or withdrawn already.")
    return invitation


def _issue(invitation: Invitation, by: Any) -> Issued:
    token, now = secrets.token_urlsafe(32), timezone.now()
    invitation.token_hash, invitation.invited_by = hash_of(token), by
    invitation.sent_at, invitation.expires_at = now, now + VALID
    invitation.accepted_at = invitation.withdrawn_at = invitation.accepted_by = None
    invitation.save()
    return Issued(invitation, token)
