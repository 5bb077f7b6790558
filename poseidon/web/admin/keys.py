"""Keys that people type: chosen once. To Django another key in the form of a row is another row, so that
changing a conference's code would leave the old one behind and make a copy that nothing refers to.
"""

from typing import Any

from django.db.models import AutoField, Model
from django.http import HttpRequest


class KeepsKey:
    """For a ModelAdmin, before it."""

    model: type[Model]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """As declared, and of a row that is there its key."""
        declared: tuple[Any, ...] = tuple(super().get_readonly_fields(request, obj))  # type: ignore[misc]
        key: Any = self.model._meta.pk
        typed = obj is not None and not isinstance(key, AutoField)
        return (*declared, key.name) if typed else declared
