"""The addresses inside a tenant; the middleware has taken the tenant's name off the path."""

from django.urls import include, path

from poseidon.admin import tenant_site

urlpatterns = [
    path("", include("poseidon.web.workspace.urls")),
    path("", include("poseidon.web.health.tenant_urls")),
    path("admin/", tenant_site.urls),
]
