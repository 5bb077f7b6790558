"""What every template knows."""

from typing import Any

from django.http import HttpRequest


def tenant(request: HttpRequest) -> dict[str, Any]:
    """`tenant`: the name of the request's tenant, or None."""
    return {"tenant": getattr(request, "tenant", None)}
