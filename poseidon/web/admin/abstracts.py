"""Abstracts and their authors in the tenant's admin."""

from django.contrib import admin

from poseidon.domain.abstracts.models import Abstract, AbstractAuthors
from poseidon.web.admin.base import TenantInline, TenantModelAdmin, WithPerson
from poseidon.web.admin.filters import conference_filter
from poseidon.web.admin.people_search import by_person
from poseidon.web.admin.sites import tenant_site


class AuthorInline(TenantInline):
    """The authors, in the page of their abstract."""

    model = AbstractAuthors
    fields = ("order", "pid", "affiliation", "presenting", "corresponding")
    ordering = ("order", "id")


@admin.register(Abstract, site=tenant_site)
class AbstractAdmin(TenantModelAdmin):
    """Abstracts."""

    list_display = ("number", "title", "conference_code", "track", "type", "status")
    list_display_links = ("number", "title")
    list_filter = (conference_filter(),)
    search_fields = ("number", "title", "track", "status")
    ordering = ("-id",)
    indexes = (("id",), ("conference_code", "id"))
    inlines = (AuthorInline,)
    fieldsets = (
        (None, {"fields": (("conference_code", "number"), "title", "body")}),
        (None, {"fields": (("type", "track"), ("status", "language"), ("presenter_pid", "external_id"))}),
    )


@admin.register(AbstractAuthors, site=tenant_site)
class AbstractAuthorsAdmin(WithPerson, TenantModelAdmin):
    """Authors, one by one."""

    list_display = ("id", "abstract", "order", "person", "affiliation", "presenting")
    list_filter = (conference_filter("abstract__conference_code"), "presenting", "corresponding")
    list_select_related = ("abstract",)
    search_fields = ("pid", "affiliation", "abstract__title")
    autocomplete_fields = ("abstract",)
    ordering = ("-id",)
    indexes = (("id",), ("abstract", "id"), ("pid", "id"))
    indexed_search = staticmethod(by_person(AbstractAuthors))
