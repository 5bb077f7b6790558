"""What every template knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from poseidon.web.frame import Frame


def tenant(request: HttpRequest) -> dict[str, Any]:
    """`tenant`: the name of the request's tenant, or None; `customer`: how it calls itself, when shown;
    `frame`: what is around its pages."""
    name: str | None = getattr(request, "tenant", None)
    if name is None:
        return {"tenant": None, "customer": ""}
    frame = Frame(request, name)
    return {"tenant": name, "customer": SimpleLazyObject(lambda: frame.customer), "frame": frame}
