"""Addresses inside a tenant: one writes a person, the others read people in different ways.

`X-Read-From` tells the alias that was read.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from poseidon.domain.people.models import People
from poseidon.tenancy.api import tenant_atomic


@csrf_exempt
def write(request: HttpRequest) -> HttpResponse:
    """A new person; their number."""
    with tenant_atomic():
        person = People.objects.create(last_name=request.body.decode())
    return HttpResponse(str(person.pk))


def person(request: HttpRequest, pid: int) -> HttpResponse:
    """Their name; 404 where they are not found."""
    people = People.objects.filter(pk=pid)
    found = people.first()
    if found is None:
        raise Http404
    return _told(found.last_name, people.db)


def some(request: HttpRequest) -> HttpResponse:
    """The first twenty."""
    people = People.objects.order_by("pk")
    return _told([one.last_name for one in people[:20]], people.db)


def count(request: HttpRequest) -> HttpResponse:
    """How many there are, and whether there are any."""
    people = People.objects.all()
    return _told([people.count(), people.exists()], people.db)


def names(request: HttpRequest) -> HttpResponse:
    """Twenty names, one by one."""
    people = People.objects.order_by("-pk")
    return _told([one.last_name for one in people[:20].iterator()], people.db)


def _told(value: Any, alias: str) -> HttpResponse:
    return JsonResponse({"told": value}, headers={"X-Read-From": alias})


_READS: dict[str, Callable[..., HttpResponse]] = {"some": some, "count": count, "names": names}
urlpatterns = [
    path("write", write),
    path("person/<int:pid>", person),
    *(path(name, view) for name, view in _READS.items()),
]
