"""Rooms, sessions, and who and what is in them, in the tenant's admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from poseidon.domain.program.models import Room, Session, SessionAbstract, SessionPerson
from poseidon.web.admin.base import TenantInline, TenantModelAdmin, WithPerson
from poseidon.web.admin.filters import conference_filter
from poseidon.web.admin.people_search import by_person
from poseidon.web.admin.sites import tenant_site


@admin.register(Room, site=tenant_site)
class RoomAdmin(TenantModelAdmin):
    """Rooms."""

    list_display = ("name", "conference_code", "capacity", "order")
    list_filter = (conference_filter(),)
    search_fields = ("name",)
    ordering = ("conference_code", "order", "id")


class SessionPersonInline(TenantInline):
    """The people, in the page of their session."""

    model = SessionPerson
    fields = ("order", "pid", "role")
    ordering = ("order", "id")


@admin.register(Session, site=tenant_site)
class SessionAdmin(TenantModelAdmin):
    """Sessions."""

    list_display = ("title", "conference_code", "starts", "room", "type", "track", "public")
    list_filter = (conference_filter(), "public", "do_not_record")
    list_select_related = ("room",)
    search_fields = ("title", "subtitle", "track", "external_id")
    autocomplete_fields = ("room",)
    ordering = ("-id",)
    indexes = (("id",), ("conference_code", "id"))
    inlines = (SessionPersonInline,)
    fieldsets = (
        (
            None,
            {"fields": ("conference_code", "title", "subtitle", ("type", "track"), ("language", "public"))},
        ),
        (_("When, in UTC, and where"), {"fields": ("day", "start", "end", "room")}),
        (_("What"), {"fields": ("summary", "description", ("slug", "url"), "external_id")}),
        (
            _("Recording"),
            {"fields": (("do_not_record", "do_not_stream"), ("recording_license", "recording_url"))},
        ),
    )

    @admin.display(description=_("start"), ordering="start")
    def starts(self, session: Session) -> str:
        """Its start in UTC, in one line."""
        return f"{session.start:%Y-%m-%d %H:%M} UTC" if session.start else "–"


@admin.register(SessionPerson, site=tenant_site)
class SessionPersonAdmin(WithPerson, TenantModelAdmin):
    """People in sessions, one by one."""

    list_display = ("id", "person", "role", "session", "order")
    list_filter = (conference_filter("session__conference_code"), "role")
    list_select_related = ("session",)
    search_fields = ("pid", "role", "session__title")
    autocomplete_fields = ("session",)
    ordering = ("-id",)
    indexes = (("id",), ("session", "id"), ("pid", "id"))
    indexed_search = staticmethod(by_person(SessionPerson))


@admin.register(SessionAbstract, site=tenant_site)
class SessionAbstractAdmin(TenantModelAdmin):
    """Abstracts in sessions, one by one."""

    list_display = ("id", "session", "order", "abstract")
    list_filter = (conference_filter("session__conference_code"),)
    list_select_related = ("session", "abstract")
    search_fields = ("session__title", "abstract__title")
    autocomplete_fields = ("session", "abstract")
    ordering = ("-id",)
    indexes = (("id",), ("session", "id"), ("abstract", "id"))
