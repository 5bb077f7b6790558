"""Tables of the engine; they live in the control database."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from poseidon.tenancy.registry import TENANT_NAME
from poseidon.tenancy.saga.models import SagaRun

__all__ = ["Membership", "SagaRun"]


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
        ordering: ClassVar[list[str]] = ["tenant", "user_id"]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.tenant}"
