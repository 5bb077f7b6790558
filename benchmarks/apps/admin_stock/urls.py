"""Django's own admin, with the columns, the filter, the order and the search of the product's."""

from django.contrib import admin
from django.urls import path

from benchmarks.apps.admin_stock.models import People
from benchmarks.plan import ADMIN_ROWS


@admin.register(People)
class PeopleAdmin(admin.ModelAdmin):
    """People, as anybody would begin."""

    list_display = ("full_name", "organisation", "email", "country", "public")
    list_filter = ("public",)
    search_fields = ("first_name", "last_name", "organisation", "email")
    ordering = ("last_name", "first_name", "pid")
    list_per_page = ADMIN_ROWS


urlpatterns = [path("admin/", admin.site.urls)]
