"""Addresses inside a tenant for these tests: what its authors are called."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.testapp.models import Author


def names(request: HttpRequest) -> HttpResponse:
    """The names, one a line."""
    return HttpResponse("\n".join(Author.objects.order_by("pk").values_list("name", flat=True)))


urlpatterns = [path("names/", names)]
