"""Who belongs to a tenant, and who is asked to."""

from poseidon.tenancy.models import Invitation, Membership


def members_of(tenant: str) -> list[Membership]:
    """The memberships with their users, by name; one query."""
    rows = Membership.objects.filter(tenant=tenant).select_related("user")
    return list(rows.order_by("user__last_name", "user__first_name", "user__username"))


def membership_of(user: int, tenant: str) -> Membership | None:
    """The membership with its user, or None."""
    return Membership.objects.filter(tenant=tenant, user_id=user).select_related("user").first()


def pending_invitations(tenant: str) -> list[Invitation]:
    """Those neither accepted nor withdrawn, the expired ones too, latest first; one query."""
    rows = Invitation.objects.filter(tenant=tenant, **Invitation.PENDING).select_related("invited_by")
    return list(rows.order_by("-sent_at", "pk"))
