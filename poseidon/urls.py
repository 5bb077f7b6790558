"""The platform's own addresses, outside all tenants."""

from django.urls import include, path

from poseidon.admin import platform_site

urlpatterns = [
    path("", include("poseidon.web.entrance.urls")),
    path("", include("poseidon.web.health.urls")),
    path("", include("poseidon.web.metrics.urls")),
    path("admin/", platform_site.urls),
]
