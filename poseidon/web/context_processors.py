"""What every template knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from poseidon.domain.accounts.selectors import customer_name


def tenant(request: HttpRequest) -> dict[str, Any]:
    """`tenant`: the name of the request's tenant, or None; `customer`: how it calls itself, when shown."""
    name: str | None = getattr(request, "tenant", None)
    customer = SimpleLazyObject(lambda: customer_name(name)) if name else ""
    return {"tenant": name, "customer": customer}
