"""The two models that django-tenants asks for."""

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin


class Tenant(TenantMixin):
    """A tenant and its schema, which `prepare` makes."""

    auto_create_schema = False
    name = models.CharField(max_length=20)


class Domain(DomainMixin):
    """The host name by which a tenant is found."""
