"""The two pages: fifty rows through the ORM, as model instances."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from benchmarks.rows import COLUMNS, ROWS

People: Any = apps.get_model(settings.PEOPLE_MODEL)


def people_json(request: HttpRequest, tenant: str = "") -> HttpResponse:  # noqa: ARG001 - a view
    """Every column of every row."""
    rows = [{name: getattr(person, name) for name in COLUMNS} for person in _fifty()]
    return JsonResponse(rows, safe=False)


def people_html(request: HttpRequest, tenant: str = "") -> HttpResponse:  # noqa: ARG001 - a view
    """A table of seven columns."""
    return render(request, "people.html", {"people": _fifty()})


def _fifty() -> Any:
    return People.objects.order_by("pid")[:ROWS]
