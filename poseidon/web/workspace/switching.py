"""Choosing the conference that the workspace is about."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from poseidon.domain.conferences.selectors import conference_with_code
from poseidon.tenancy.api import tenant_session
from poseidon.web.access import members_only
from poseidon.web.addresses import with_query
from poseidon.web.frame import CHOSEN

SCOPED: Final = frozenset(("people", "abstracts", "sessions", "registrations"))
"""Sections whose list can be of one conference."""


@members_only()
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keeps the choice for this tenant and this person's session, and shows it: a list stays the same list,
    any other page becomes the conference's own. An unknown code, and none, is all conferences."""
    conference = conference_with_code(request.POST.get("conference", ""))
    code = conference.code if conference else ""
    tenant_session(request)[CHOSEN] = code
    section = request.POST.get("section", "")
    if section in SCOPED:
        return redirect(with_query(f"workspace:{section}", conference=code))
    return redirect("workspace:conference", code) if code.strip() else redirect("workspace:conferences")
