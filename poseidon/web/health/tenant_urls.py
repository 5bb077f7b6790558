"""`/TENANT/health/`."""

from django.urls import path

from poseidon.web.health import tenant

app_name = "health"
urlpatterns = [path("health/", tenant.health, name="tenant")]
