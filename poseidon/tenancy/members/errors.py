"""What cannot be done about members, one class a reason."""

from poseidon.tenancy.errors import TenancyError


class MembersError(TenancyError):
    """Something about members or invitations was refused; nothing was changed."""


class LastAdminError(MembersError):
    """The tenant would have been left without an admin."""

    def __init__(self, tenant: str) -> None:
        super().__init__(
            f"{tenant} has no other active admin; without one nobody could invite people or change roles. "
            "Make somebody else an admin first."
        )


class NotAMemberError(MembersError):
    """The person is not, or no longer, a member."""

    def __init__(self, tenant: str) -> None:
        super().__init__(f"This person is not a member of {tenant}, or was removed a moment ago.")


class AlreadyMemberError(MembersError):
    """Somebody with this address is a member."""

    def __init__(self, tenant: str) -> None:
        super().__init__(f"A member of {tenant} has this address already; change the role instead.")


class AlreadyInvitedError(MembersError):
    """An invitation to this address is open."""

    def __init__(self, tenant: str) -> None:
        super().__init__(f"This address is invited to {tenant} already; send it again, or withdraw it.")


class SentAMomentAgoError(MembersError):
    """The invitation was sent less than a minute ago."""

    def __init__(self, tenant: str) -> None:
        super().__init__(f"The invitation to {tenant} was sent within the last minute; give the mail time.")


class InvitationError(MembersError):
    """An invitation cannot be accepted."""


class UnknownInvitationError(InvitationError):
    """No invitation has this token: it is mistyped, or a newer mail replaced it."""


class UsedInvitationError(InvitationError):
    """The invitation was accepted before; `by` is the number of the user who did, `tenant` where to."""

    def __init__(self, tenant: str, by: int | None) -> None:
        self.tenant, self.by = tenant, by
        super().__init__(f"This invitation to {tenant} was accepted already.")


class WithdrawnInvitationError(InvitationError):
    """An admin withdrew the invitation."""


class ExpiredInvitationError(InvitationError):
    """The invitation is too old."""


class AccountExistsError(InvitationError):
    """Somebody with the invited address can sign in, and accepts by doing so."""


class AccountSwitchedOffError(InvitationError):
    """The account of the invited address was switched off by an operator."""
