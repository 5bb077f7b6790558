"""What the admin of every legacy model shares: permission by role, and no trace in the shared journal."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.views import ChangeList as UnfoldChangeList

from poseidon.commons.text_search import every_word_in, same_text
from poseidon.domain.conferences.selectors import conference_choices
from poseidon.domain.people.models import People
from poseidon.domain.people.selectors import people_by_pid
from poseidon.web.access import at_least
from poseidon.web.admin.charsets import refuse_what_does_not_fit
from poseidon.web.admin.history import TellsChanges


class ByRole:
    """Viewers read, editors add and change, admins delete, in the request's tenant."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the models are listed."""
        return at_least(request, "viewer")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether rows may be read."""
        return at_least(request, "viewer")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether rows may be made."""
        return at_least(request, "editor")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether rows may be changed."""
        return at_least(request, "editor")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether rows may be deleted."""
        return at_least(request, "admin")


class FittingText:
    """Says at a text field which characters its legacy column cannot hold."""

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """As Django's, with the check."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        refuse_what_does_not_fit(field, db_field.model._meta.db_table, db_field.column)
        return field


class ListWithPeople(UnfoldChangeList):
    """A list whose rows carry a `pid`: the people are loaded with one query for the whole page."""

    def get_results(self, request: HttpRequest) -> None:
        """Each row gets `listed_person`, None where its number points nowhere."""
        super().get_results(request)
        people = people_by_pid(row.pid for row in self.result_list)
        for row in self.result_list:
            row.listed_person = people.get(row.pid)


class TenantModelAdmin(FittingText, ByRole, TellsChanges, ModelAdmin):
    """Base of the tenant's admin pages."""

    list_per_page = 50
    show_full_result_count = False
    view_on_site = False
    warn_unsaved_form = True

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        """Every word in one of `search_fields`, as on the workspace's pages; no row comes twice."""
        return queryset.filter(every_word_in(search_term, *self.get_search_fields(request))), False

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Nothing: the journal of the control database must hold no tenant's rows."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Nothing, as `log_addition`."""

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Model]) -> None:
        """Nothing, as `log_addition`."""


class WithPerson:
    """For lists of rows with a `pid`."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """A list that knows the people."""
        return ListWithPeople

    @admin.display(description=_("person"), ordering="pid")
    def person(self, row: Any) -> str:
        """The person's name, or the number where it points nowhere."""
        found: People | None = getattr(row, "listed_person", None)
        return found.full_name if found else str(row.pid or "–")


class TenantInline(FittingText, ByRole, TabularInline):
    """Rows that belong to another, edited in its page."""

    extra = 0
    tab = True


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
