"""The two admin sites. Who may not enter gets the sign-in page (anonymous) or 404, never another form."""

import functools
from collections.abc import Callable
from typing import Any, Final

from django.apps import apps
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from poseidon.domain.accounts.selectors import customer_name
from poseidon.web.access import admit, at_least
from poseidon.web.addresses import SIGN_IN, platform_address

WHAT_UNFOLD_NEEDS: Final = {
    "script-src": ["'unsafe-inline'", "'unsafe-eval'"],
    "style-src": ["'unsafe-inline'"],
}
"""Added to the content security policy of the admin's pages alone: its scripts stand in attributes."""


PRIMARY: Final = {
    "50": "oklch(97% .014 240)",
    "100": "oklch(94% .03 240)",
    "200": "oklch(89% .055 240)",
    "300": "oklch(82% .085 240)",
    "400": "oklch(74% .11 240)",
    "500": "oklch(60% .12 240)",
    "600": "oklch(47% .11 240)",
    "700": "oklch(41% .095 240)",
    "800": "oklch(36% .08 240)",
    "900": "oklch(31% .065 240)",
    "950": "oklch(24% .05 240)",
}
"""The workspace's accent in the shades that Unfold asks for."""

GROUPS: Final = {
    _("Programme"): ("PlanionContainer", "Session", "SessionPerson", "SessionAbstract", "Room", "City"),
    _("Abstracts"): ("Abstract", "AbstractAuthors"),
    _("People"): ("People", "Registration"),
    _("Custom fields"): ("CstmFlds", "CstmVals"),
}
"""How the tenant's models stand together in the side bar; what is not named here comes last."""


class GuardedSite(UnfoldAdminSite):
    """An admin site behind the platform's own sign-in."""

    def guard(self, request: HttpRequest) -> HttpResponseBase | None:
        """None where the request may go on, else a redirect to the sign-in page; raises Http404."""
        raise NotImplementedError

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Every page of the site passes here."""
        inner = super().admin_view(view, cacheable)

        @functools.wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = self.guard(request)
            if refused is not None:
                return refused
            response: HttpResponseBase = inner(request, *args, **kwargs)
            response.__dict__["_csp_update"] = WHAT_UNFOLD_NEEDS  # how django-csp is told
            return response

        return guarded

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Dressed as the rest of the product."""
        context = super().each_context(request)
        colours = {name: shades for name, shades in context["colors"].items() if name != "primary"}
        icon = {"rel": "icon", "href": static("poseidon/mark.svg"), "type": "image/svg+xml"}
        return {**context, "colors": {**colours, "primary": PRIMARY}, "site_favicons": [icon]}

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Unfold's, with the first page where `?page=` asks for one that there is not."""
        try:
            answer: TemplateResponse = super().search(request, extra_context)
        except (InvalidPage, ValueError):
            given = request.GET.copy()
            given.pop("page", None)
            request.GET = given  # type: ignore[assignment]
            answer = super().search(request, extra_context)
        return answer

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Django's, for columns; it stumbles over the other end of a foreign key."""
        try:
            model: Any = apps.get_model(request.GET["app_label"], request.GET["model_name"])
            if not model._meta.get_field(request.GET["field_name"]).concrete:
                raise PermissionDenied
        except (LookupError, FieldDoesNotExist) as error:
            raise PermissionDenied from error
        answer: HttpResponse = super().autocomplete_view(request)
        return answer

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the platform's sign-in page, and back to this site."""
        return redirect_to_login(reverse("admin:index"), platform_address(SIGN_IN))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ends the session, by POST as everywhere."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        logout(request)
        return HttpResponseRedirect(platform_address(SIGN_IN))


class TenantAdminSite(GuardedSite):
    """One site for all tenants: each request shows, and reaches, only its own tenant's rows."""

    index_template = "admin/tenant_index.html"
    index_title = _("Data")

    def guard(self, request: HttpRequest) -> HttpResponseBase | None:
        """Members of the request's tenant."""
        return admit(request)

    def has_permission(self, request: HttpRequest) -> bool:
        """Members of the request's tenant; what they may do is each model's business."""
        return at_least(request, "viewer")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The models in GROUPS instead of one alphabet, except on the application's own page."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        left = {model["object_name"]: model for app in apps for model in app["models"]}
        groups = [
            (title, [left.pop(name) for name in names if name in left]) for title, names in GROUPS.items()
        ]
        groups.append((_("More"), list(left.values())))
        first = apps[0] if apps else {}
        return [{**first, "name": title, "models": models} for title, models in groups if models]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Says in the frame whose data this is; the history is the tenant's own."""
        tenant: str = getattr(request, "tenant", None) or ""
        name = SimpleLazyObject(lambda: customer_name(tenant))
        return {
            **super().each_context(request),
            "site_title": tenant,
            "site_header": name,
            "site_subheader": tenant,
            "site_url": reverse("workspace:dashboard"),
            "show_history": True,
        }


class PlatformAdminSite(GuardedSite):
    """People and their memberships; for operators."""

    index_title = _("Platform")

    def guard(self, request: HttpRequest) -> HttpResponseBase | None:
        """Operators."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), platform_address(SIGN_IN))
        if not self.has_permission(request):
            raise Http404
        return None

    def has_permission(self, request: HttpRequest) -> bool:
        """Active superusers, outside all tenants."""
        return bool(request.user.is_active and request.user.is_superuser)


tenant_site: Final = TenantAdminSite(name="admin")
platform_site: Final = PlatformAdminSite(name="admin")
