"""Tables of the engine; they live in the control database."""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from poseidon.commons.config.parsing import TENANT_NAME
from poseidon.tenancy.saga.models import SagaRun

__all__ = ["Invitation", "Membership", "SagaRun"]


class Membership(models.Model):
    """What a user may do in one tenant; no row, no entry."""

    class Role(models.TextChoices):
        VIEWER = "viewer", "Viewer"
        EDITOR = "editor", "Editor"
        ADMIN = "admin", "Admin"

    _DATABASE = "default"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    tenant = models.CharField(max_length=20, validators=[RegexValidator(rf"^{TENANT_NAME.pattern}\Z")])
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "tenant"], name="one_membership_a_tenant"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["tenant"], name="members_of_a_tenant")]
        ordering: ClassVar[list[str]] = ["tenant", "user_id"]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.tenant}"


class Invitation(models.Model):
    """An address that may join a tenant; one row an address, made new by the next invitation."""

    PENDING: Final[dict[str, Any]] = {"accepted_at": None, "withdrawn_at": None}

    _DATABASE = "default"

    tenant = models.CharField(max_length=20, validators=[RegexValidator(rf"^{TENANT_NAME.pattern}\Z")])
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Membership.Role.choices, default=Membership.Role.VIEWER)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "email"], name="one_invitation_an_address"),
        ]
        ordering: ClassVar[list[str]] = ["tenant", "email"]

    def __str__(self) -> str:
        return f"{self.email} is invited to {self.tenant} as {self.role}"

    @property
    def is_expired(self) -> bool:
        """Whether its week is over."""
        return self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether it can be accepted now."""
        return self.accepted_at is None and self.withdrawn_at is None and not self.is_expired
