"""Filters of the tenant's lists. They offer what is declared or few; none counts rows by choice."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from poseidon.commons.text_search import same_text
from poseidon.domain.conferences.selectors import conference_choices


def conference_filter(path: str = "conference_code") -> type[admin.SimpleListFilter]:
    """A filter by conference for models that reach its code by `path`; one query for the choices."""

    class ConferenceFilter(admin.SimpleListFilter):
        title = _("conference")
        parameter_name = "conference"

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return [(found.code, f"{found} ({found.code})") for found in conference_choices()]

        def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
            code = self.value()
            return queryset.filter(same_text(path, code)) if code else queryset

    return ConferenceFilter
