"""The answer while a tenant cannot be served: 503, when to come back, a reference that the log has too."""

import logging
import secrets
from typing import Final

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poseidon.tenancy.driver_errors import ACCESS_DENIED, code_of, is_lost
from poseidon.tenancy.errors import ConnectionBudgetError, DatabaseUnavailableError, TooBusyError

logger = logging.getLogger(__name__)

DRIVER_ERRORS: Final = (DatabaseError, InterfaceError)
RETRY_AFTER: Final = 5
"""Seconds after which asking again is worth it."""


def is_unavailability(error: BaseException) -> bool:
    """Whether `error` will pass by itself: a server that is gone or denies access, or all places taken."""
    if isinstance(error, (DatabaseUnavailableError, ConnectionBudgetError, TooBusyError)):
        return True
    return isinstance(error, DRIVER_ERRORS) and (is_lost(error) or code_of(error) == ACCESS_DENIED)


def unavailable(request: HttpRequest, tenant: str, error: BaseException) -> HttpResponse:
    """The page, in the tenant's clothes and without a stack trace; asks no database."""
    reference = getattr(request, "request_id", None) or secrets.token_hex(4)
    logger.error("Tenant %s answered 503, reference %s: %s", tenant, reference, error)
    context = {"tenant": tenant, "seconds": RETRY_AFTER, "reference": reference}
    response = render(request, "tenancy/unavailable.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response
