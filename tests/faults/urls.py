"""Addresses outside every tenant: one that tells that the site is up."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def live(request: HttpRequest) -> HttpResponse:
    """Asks nobody."""
    return HttpResponse("live")


urlpatterns = [path("live", live)]
