"""Custom fields and their answers in the tenant's admin."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.web.admin.base import TenantModelAdmin
from poseidon.web.admin.sites import tenant_site


@admin.register(CstmFlds, site=tenant_site)
class CustomFieldAdmin(TenantModelAdmin):
    """Custom fields."""

    list_display = ("label", "key", "entity", "type", "visibility", "active", "order")
    list_filter = ("entity", "visibility", "active")
    search_fields = ("key", "label")
    ordering = ("entity", "order", "id")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """The key of a field that exists never changes: forms and exports refer to it."""
        return ("key",) if obj is not None else ()


@admin.register(CstmVals, site=tenant_site)
class CustomValueAdmin(TenantModelAdmin):
    """Answers, one by one."""

    list_display = ("id", "field", "row_key", "value")
    list_select_related = ("field",)
    list_filter = ("field__entity",)
    search_fields = ("row_key", "value")
    autocomplete_fields = ("field",)
    ordering = ("-id",)
