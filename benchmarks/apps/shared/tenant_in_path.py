"""The pages for projects whose URLs name the tenant: `/TENANT/people.json`."""

from django.urls import include, path

urlpatterns = [path("<str:tenant>/", include("benchmarks.apps.shared.urls"))]
