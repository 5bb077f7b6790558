"""Conferences and cities in the tenant's admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from poseidon.domain.cities.models import City
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.web.admin.base import TenantModelAdmin
from poseidon.web.admin.sites import tenant_site


@admin.register(PlanionContainer, site=tenant_site)
class ConferenceAdmin(TenantModelAdmin):
    """Conferences."""

    list_display = ("code", "name", "date", "dateend", "venue", "active", "public")
    list_display_links = ("code", "name")
    list_filter = ("active", "public")
    search_fields = ("code", "name", "venue")
    ordering = ("-date", "code")
    fieldsets = (
        (None, {"fields": (("code", "name"), "sponsor", ("active", "public"))}),
        (_("When"), {"fields": (("date", "dateend"), ("scheduled_start", "scheduled_end"), "timezone")}),
        (_("Where"), {"fields": (("venue", "cityid"), "website", "confattend")}),
        (_("Deadlines"), {"fields": (("registration_deadline", "abstract_deadline"),)}),
    )


@admin.register(City, site=tenant_site)
class CityAdmin(TenantModelAdmin):
    """Cities."""

    list_display = ("cityid", "name", "region", "country", "timezone")
    list_display_links = ("cityid", "name")
    search_fields = ("cityid", "name", "country")
    ordering = ("name", "cityid")
