"""Why something about members was refused, in words for the person who tried."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from poseidon.tenancy.api import (
    AlreadyInvitedError,
    AlreadyMemberError,
    LastAdminError,
    MembersError,
    NotAMemberError,
    SentAMomentAgoError,
    UnknownInvitationError,
)

_REASONS: Final[dict[type[MembersError], Promise]] = {
    LastAdminError: _("This is the only admin who can sign in. Make somebody else an admin first."),
    NotAMemberError: _("This person is no member any more."),
    AlreadyMemberError: _("Somebody with this address is a member already. Change their role in the list."),
    AlreadyInvitedError: _("This address is invited already. Send the invitation again, or withdraw it."),
    SentAMomentAgoError: _("This invitation was sent less than a minute ago. Give the mail some time."),
    UnknownInvitationError: _("This invitation was accepted or withdrawn already."),
}


def told(error: MembersError) -> str:
    """The reason."""
    return str(_REASONS.get(type(error), error))
