"""Whether this process answers, and whether it can serve."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from poseidon.web.health.readiness import troubles

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process serves requests; asks no database, so that a dead one restarts nothing."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 if requests may be sent here; 503 with the part that fails, within a second or so.

    A tenant, its server or a replica that is down is no reason: all others are served.
    """
    found = troubles()
    well = not any(found.values())
    if not well:
        logger.warning("Not ready: %s", "; ".join(f"{part} {what}" for part, what in found.items() if what))
    told = {part: trouble or "ok" for part, trouble in found.items()}
    return JsonResponse({"ready": well, **told}, status=200 if well else 503)
