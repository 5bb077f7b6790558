"""django-tenants at its quickest: by host name (by path it clears the URL caches on every request) and with
TENANT_LIMIT_SET_CALLS (the search path is set once a request, not once a query)."""

from benchmarks.apps.given import database
from benchmarks.apps.shared.settings import *  # noqa: F403 - settings build on settings
from benchmarks.apps.shared.settings import MIDDLEWARE

SHARED_APPS = ["django_tenants", "benchmarks.apps.django_tenants_app", "django.contrib.contenttypes"]
TENANT_APPS = ["benchmarks.apps.shared"]
INSTALLED_APPS = SHARED_APPS + TENANT_APPS
MIDDLEWARE = ["django_tenants.middleware.main.TenantMainMiddleware", *MIDDLEWARE]

DATABASES = {"default": database("django_tenants.postgresql_backend", "bench")}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_MODEL = "django_tenants_app.Tenant"
TENANT_DOMAIN_MODEL = "django_tenants_app.Domain"
TENANT_LIMIT_SET_CALLS = True
