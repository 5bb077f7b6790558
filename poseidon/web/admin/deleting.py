"""Deleting rows: not those that others refer to, and not more at once than somebody can look through."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.db.models import DO_NOTHING, Count, Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from poseidon.tenancy.api import Reference, references_of, reverse_counts, tenant_atomic, use_primary

MOST_DELETED: Final = 1_000
"""Rows of one deletion: each is named on the page that asks whether it is meant."""


class Deleting:
    """For a ModelAdmin, before it."""

    actions: Sequence[Any] = ("delete_selected",)

    @admin.action(permissions=["delete"], description=gettext_lazy("Delete selected %(verbose_name_plural)s"))
    def delete_selected(self, request: HttpRequest, queryset: "QuerySet[Any]") -> HttpResponseBase | None:
        """As Django's, for MOST_DELETED rows; more are refused in words, and nothing is deleted."""
        keys = list(queryset.order_by().values_list("pk", flat=True)[: MOST_DELETED + 1])
        if len(keys) > MOST_DELETED:
            told = _(
                "At most %(most)s are deleted at once; you chose more, and nothing was deleted. Search or "
                "filter first, so that fewer are left."
            )
            messages.warning(request, told % {"most": f"{MOST_DELETED:,}"})
            return None
        if not keys:
            messages.warning(request, _("Nothing was deleted: what you chose is not there any more."))
            return None
        chosen = self.get_queryset(request).filter(pk__in=keys)  # type: ignore[attr-defined]
        with tenant_atomic():
            response: HttpResponseBase | None = delete_selected(self, request, chosen)  # type: ignore[arg-type]
        return response


def held(rows: list[Model]) -> list[SafeString]:
    """A line for each kind of row that refers to one of `rows`; a query for each kind, however many rows."""
    if not rows:
        return []
    lines = []
    with use_primary():
        for model, column, numbers in _referring(rows):
            lines += [_line(row, model, column, numbers[row.pk]) for row in rows if numbers.get(row.pk)]
    return lines


def _referring(rows: list[Model]) -> Iterable[tuple[type[Model], str, dict[Any, int]]]:
    """Model, column and number of referring rows by key: references, and foreign keys that do not cascade."""
    kind = type(rows[0])
    for model, reference in _references_to(kind):
        by_key = reverse_counts(rows, f"{model._meta.label}.{reference.name}")
        target = reference.target_field.attname
        yield model, reference.column, {row.pk: by_key.get(getattr(row, target), 0) for row in rows}
    for relation in kind._meta.related_objects:
        if relation.on_delete is DO_NOTHING:
            source: Any = relation.related_model
            name = relation.field.attname
            found = source._base_manager.filter(**{f"{name}__in": [row.pk for row in rows]})
            yield source, name, dict(found.order_by().values_list(name).annotate(Count("pk")))


def _references_to(kind: type[Model]) -> list[tuple[type[Model], Reference]]:
    every = [(model, found) for model in apps.get_models() for found in references_of(model).values()]
    return [(model, found) for model, found in every if found.model is kind]


def _line(row: Model, model: type[Model], column: str, number: int) -> SafeString:
    options: Any = model._meta
    noun = ngettext(str(options.verbose_name), str(options.verbose_name_plural), number)
    told = _("%(number)s %(noun)s") % {"number": f"{number:,}", "noun": noun}
    try:
        address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    except NoReverseMatch:
        return format_html(_("{} is referred to by {}"), row, told)
    link = format_html('<a href="{}?{}" class="underline">{}</a>', address, urlencode({column: row.pk}), told)
    return format_html(_("{} is referred to by {}"), row, link)
