"""People and registrations in the tenant's admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from poseidon.domain.people.models import People
from poseidon.domain.registrations.models import Registration
from poseidon.web.admin.base import TenantModelAdmin, WithPerson
from poseidon.web.admin.filters import conference_filter
from poseidon.web.admin.people_search import PEOPLE_INDEXES, by_person, people_by_index
from poseidon.web.admin.sites import tenant_site


@admin.register(People, site=tenant_site)
class PeopleAdmin(TenantModelAdmin):
    """People."""

    list_display = ("name", "organisation", "email", "country", "public")
    list_filter = ("public",)
    search_fields = ("first_name", "last_name", "organisation", "email")
    search_help_text = _("Name, number, external id or e-mail address")
    ordering = ("last_name", "first_name", "pid")
    indexes = PEOPLE_INDEXES
    indexed_search = staticmethod(people_by_index)
    fieldsets = (
        (None, {"fields": (("title", "degree"), ("first_name", "last_name"), "organisation", "public")}),
        (_("Contact"), {"fields": (("email", "phone"), ("city", "country"))}),
        (_("Profile"), {"fields": ("biography", "photo")}),
        (_("Import"), {"fields": ("external_id",)}),
    )

    @admin.display(description=_("name"), ordering="last_name")
    def name(self, person: People) -> str:
        """First and last name, or the number."""
        return person.full_name


@admin.register(Registration, site=tenant_site)
class RegistrationAdmin(WithPerson, TenantModelAdmin):
    """Registrations."""

    list_display = ("id", "person", "conference_code", "category", "status", "amount", "currency", "paid")
    list_display_links = ("id", "person")
    list_filter = (conference_filter(), "paid")
    search_fields = ("category", "status", "pid")
    ordering = ("-id",)
    indexes = (("id",), ("conference_code", "id"), ("pid", "id"))
    indexed_search = staticmethod(by_person(Registration))
    fieldsets = (
        (None, {"fields": (("pid", "conference_code"), ("category", "status"))}),
        (_("Money"), {"fields": (("amount", "currency"), "paid")}),
        (_("When, in UTC"), {"fields": ("registered_at", "cancelled_at")}),
    )
