"""Permission by role in the request's tenant."""

from django.db.models import Model
from django.http import HttpRequest

from poseidon.web.access import at_least


class ByRole:
    """Viewers read, editors add and change, admins delete, in the request's tenant."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the models are listed."""
        return at_least(request, "viewer")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether rows may be read."""
        return at_least(request, "viewer")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether rows may be made."""
        return at_least(request, "editor")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether rows may be changed."""
        return at_least(request, "editor")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether rows may be deleted."""
        return at_least(request, "admin")
