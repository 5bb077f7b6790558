"""Addresses inside a tenant: one reads, one writes, and what they tell is where they read."""

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from poseidon.tenancy.api import current_tenant
from tests.testapp.models import Author


def read(request: HttpRequest) -> JsonResponse:
    """`names` of the authors, and the alias they were read from."""
    authors = list(Author.objects.order_by("pk"))
    return JsonResponse({"names": [author.name for author in authors], "alias": authors[0]._state.db})


def write(request: HttpRequest, name: str) -> JsonResponse:
    """Adds an author, and reads as `read` does."""
    with transaction.atomic(using=current_tenant()):
        Author.objects.create(name=name)
    return read(request)


urlpatterns = [path("read/", read), path("write/<name>/", write)]
