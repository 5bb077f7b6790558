"""Tags and filters of the pages; `{% load poseidon_web %}`."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.web import formats
from poseidon.web.addresses import platform_address, tenant_address

register = template.Library()

register.simple_tag(platform_address, name="platform_url")
register.simple_tag(tenant_address, name="tenant_url")
register.simple_tag(formats.day_span)
for formatter in (
    formats.amount,
    formats.day_name,
    formats.host,
    formats.initials,
    formats.number,
    formats.picture_address,
    formats.tone,
    formats.web_address,
):
    register.filter(formatter)


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """The query string of this page with some values changed; empty ones are dropped."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def conference_address(code: str | None) -> str:
    """Address of a conference's page; empty where its code makes none (legacy codes may be blank)."""
    try:
        return reverse("workspace:conference", args=[(code or "").strip()])
    except NoReverseMatch:
        return ""


@register.filter
def zone_is_unknown(conference: PlanionContainer) -> bool:
    """Whether the conference names a time zone that does not exist, so that its times are shown in UTC."""
    named = (conference.timezone or "").strip()
    return named != "" and str(conference.tzinfo) != named
