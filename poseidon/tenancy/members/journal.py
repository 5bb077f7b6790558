"""One log line for each change of who belongs to a tenant: users by their number, no names or addresses."""

import logging
from typing import Any

from poseidon.tenancy.models import Invitation

_logger = logging.getLogger("poseidon.tenancy.members")


def log_membership(tenant: str, user: int, role: str | None, *, before: str | None, by: Any) -> None:
    """`role` None: the membership has ended."""
    _say(tenant, by, f"user {user} is {role or 'no member'} now, was {before or 'no member'}")


def log_invitation(invitation: Invitation, what: str, *, by: Any) -> None:
    """`what` has happened to the invitation."""
    _say(invitation.tenant, by, f"invitation {invitation.pk} as {invitation.role} {what}")


def _say(tenant: str, by: Any, what: str) -> None:
    _logger.info("members of %s: %s, by user %s", tenant, what, by.pk, extra={"tenant": tenant})
