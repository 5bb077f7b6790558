"""The answer while a tenant cannot be served: 503, when to come back, a reference that the log has too.

And what marks an answer that was read from a replica whose primary is gone.
"""

import logging
import secrets
from datetime import UTC, datetime
from typing import Final

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from poseidon.tenancy.consistency import Staleness
from poseidon.tenancy.driver_errors import ACCESS_DENIED, code_of, is_lost
from poseidon.tenancy.errors import ConnectionBudgetError, DatabaseUnavailableError, TooBusyError

logger = logging.getLogger(__name__)

DRIVER_ERRORS: Final = (DatabaseError, InterfaceError)
AS_OF: Final = "X-Poseidon-As-Of"
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


def say_how_old(response: HttpResponseBase, staleness: Staleness) -> None:
    """For programs and caches: up to when (ISO 8601, UTC) the answer has everything, or "unknown"; and that
    nobody is to keep it."""
    moment = None if staleness.level is None else datetime.fromtimestamp(staleness.level, UTC)
    response[AS_OF] = "unknown" if moment is None else moment.isoformat(timespec="seconds")
    response["Cache-Control"] = "no-store"
