"""What the admin pages of every legacy model share: quick lists, roles, references, no trace in the journal
of all tenants."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import DateTimeField, Field, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from poseidon.tenancy.api import writes_elsewhere
from poseidon.web.admin.by_role import ByRole
from poseidon.web.admin.changelist import TenantChangeList
from poseidon.web.admin.charsets import refuse_what_does_not_fit
from poseidon.web.admin.deleting import Deleting
from poseidon.web.admin.history import TellsChanges
from poseidon.web.admin.keys import KeepsKey
from poseidon.web.admin.odd_requests import TakesOddRequests
from poseidon.web.admin.ordering import Index
from poseidon.web.admin.paging import QuickPaginator
from poseidon.web.admin.referring import Referring, ReferringFormSet
from poseidon.web.admin.saving import SavesWhatChanged
from poseidon.web.admin.searching import IndexedSearch, searched
from poseidon.web.admin.signposts import take_down


class FittingText:
    """Says at a field what its legacy column can hold: which characters, and which time zone's clock."""

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """As Django's, with the check."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        refuse_what_does_not_fit(field, db_field.model._meta.db_table, db_field.column)
        if isinstance(db_field, DateTimeField) and field is not None and not field.help_text:
            field.help_text = _("In UTC.")
        return field


class TenantModelAdmin(
    TakesOddRequests,
    SavesWhatChanged,
    KeepsKey,
    FittingText,
    Referring,
    Deleting,
    ByRole,
    TellsChanges,
    ModelAdmin,
):
    """Base of the tenant's admin pages."""

    list_per_page = 100
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    warn_unsaved_form = True
    paginator = QuickPaginator
    change_list_template = "admin/tenant_change_list.html"
    list_references: Sequence[str] = ()
    """References whose rows the list shows: one query each for the whole page."""
    indexes: Sequence[Index] = ()
    """What the table can be sorted by when it is large; see `ordering`. None: it never is."""

    indexed_search: IndexedSearch | None = None
    """How a large table is searched; None: everywhere, however long it takes."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The quick one."""
        return TenantChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        """The rows that the term finds, none twice; `request.admin_search` tells what was searched."""
        if not search_term.strip():
            return queryset, False
        search = searched(queryset, search_term, self.get_search_fields(request), self.indexed_search)
        request.admin_search = search  # type: ignore[attr-defined]
        return search.rows, False

    def render_change_form(self, *args: Any, **kwargs: Any) -> Any:
        """As Django's, which asks for the model's content type and makes it where `migrate` has not yet."""
        with writes_elsewhere("default", reason="a content type says nothing of the row being changed"):
            return super().render_change_form(*args, **kwargs)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Nothing in the journal of the control database, which must hold no tenant's rows."""
        take_down(self.model)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Nothing, as `log_addition`."""
        take_down(self.model)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Model]) -> None:
        """Nothing, as `log_addition`."""
        take_down(self.model)


class WithPerson:
    """For lists of rows with a `pid`."""

    list_references: Sequence[str] = ("person",)

    @admin.display(description=_("person"), ordering="pid")
    def person(self, row: Any) -> str:
        """The person's name, or the number where it points nowhere."""
        return row.person.full_name if row.person is not None else str(row.pid or "–")


class TenantInline(FittingText, Referring, ByRole, TabularInline):
    """Rows that belong to another, edited in its page."""

    formset = ReferringFormSet
    extra = 0
    tab = True
