"""The addresses inside a tenant; the middleware has taken the tenant's name off the path."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
