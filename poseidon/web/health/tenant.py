"""How a tenant's databases are: for operators, as a page or as JSON."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from poseidon.tenancy.api import Finding, require_tenant, tenant_health
from poseidon.web.access import members_only


@members_only()
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 if all is well or something is amiss that does not stop the tenant, 503 if its primary is down.

    JSON for who prefers it (`Accept`), and with `?format=json`. 404 for who is no operator.
    """
    if not request.user.is_superuser:
        raise Http404
    tenant = require_tenant("This page")
    found = tenant_health(tenant)
    status = 200 if found[0].ok else 503
    if request.GET.get("format") == "json" or not _wants_a_page(request):
        return JsonResponse(_as_json(tenant, found), status=status)
    context = {"tenant": tenant, "findings": found, "state": _state(found)}
    return render(request, "health/tenant.html", context, status=status)


def _wants_a_page(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) != "application/json"


def _state(found: list[Finding]) -> str:
    """`ok`; `degraded`: served, but something is amiss; `down`."""
    if not found[0].ok:
        return "down"
    return "ok" if all(one.ok for one in found) else "degraded"


def _as_json(tenant: str, found: list[Finding]) -> dict[str, object]:
    checks = {
        one.name: {"ok": one.ok, "told": one.told, **({} if one.lag is None else {"lag": round(one.lag, 3)})}
        for one in found
    }
    return {"tenant": tenant, "state": _state(found), "checks": checks}
