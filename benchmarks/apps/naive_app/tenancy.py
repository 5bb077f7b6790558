"""The least that works: a middleware that remembers the tenant, and a router that asks for it."""

import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

_local = threading.local()


class TenantMiddleware:
    """Takes the tenant from the first part of the path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = request.path_info.split("/", 2)[1]
        if tenant not in settings.DATABASES:
            raise Http404
        _local.tenant = tenant
        try:
            return self.get_response(request)
        finally:
            _local.tenant = None


class TenantRouter:
    """Reads from the replica alias, writes to the primary."""

    def db_for_read(self, model: Any, **hints: Any) -> str:  # noqa: ARG002 - Django's contract
        return f"{_local.tenant}_RO"

    def db_for_write(self, model: Any, **hints: Any) -> str:  # noqa: ARG002 - Django's contract
        tenant: str = _local.tenant
        return tenant
