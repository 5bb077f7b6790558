"""A list of rows that stays quick on a large table."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR
from django.db.models import QuerySet, TextField
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.views import ChangeList

from poseidon.commons.large_tables import is_large, known_large
from poseidon.tenancy.api import prefetch_across
from poseidon.web.admin.counting import Inexact
from poseidon.web.admin.ordering import served
from poseidon.web.admin.paging import FARTHEST_ROW, QuickPaginator
from poseidon.web.admin.searching import Search
from poseidon.web.admin.table import table


class TenantChangeList(ChangeList):
    """Rows in an order that an index serves, by page number, with the rows they refer to at hand."""

    page_num: int

    def get_results(self, request: HttpRequest) -> None:
        """One page. A number beyond the end of a list that was not counted leads to its last page."""
        paginator: QuickPaginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        self.paginator = paginator
        self.can_show_all = paginator.count <= self.list_max_show_all
        if self.show_all and self.can_show_all:
            rows = list(self._without_bodies(self.queryset))
        else:
            rows = self._page(paginator)
        self.result_count = paginator.count
        self.show_full_result_count = False
        self.full_result_count = self.result_count if not self.queryset.query.where else None
        self.show_admin_actions = True
        self.search: Search | None = getattr(request, "admin_search", None)
        self.add_allowed = self.model_admin.has_add_permission(request)
        self.sortable_by = self._sortable()
        self.multi_page = paginator.num_pages > 1
        self.result_list = prefetch_across(rows, *self.model_admin.list_references)

    def _page(self, paginator: QuickPaginator) -> list[Any]:
        if not 1 <= self.page_num <= FARTHEST_ROW // self.list_per_page:
            raise IncorrectLookupParameters(f"There is no page {self.page_num}.")
        if self.page_num > paginator.num_pages and not isinstance(paginator.count, Inexact):
            raise IncorrectLookupParameters(f"There is no page {self.page_num}.")
        paginator.object_list = self._without_bodies(self.queryset)
        by_key = self._without_bodies(self.apply_select_related(self.root_queryset))
        rows = paginator.rows_from(self.page_num, by_key)
        if not rows and self.page_num > 1:
            self.page_num = paginator.last_page()
            rows = paginator.rows_from(self.page_num, by_key)
        return rows

    def _without_bodies(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Without the long texts that the list does not show, its own and those of joined rows."""
        shown = set(self.list_display)
        names = [name for name in _bodies(self.model) if name not in shown]
        joined = self.list_select_related if isinstance(self.list_select_related, (list, tuple)) else ()
        for path in joined:
            related = self.model._meta.get_field(path).related_model
            names += [f"{path}__{name}" for name in _bodies(related)]
        return rows.defer(*names)

    def get_ordering(self, request: HttpRequest, queryset: "QuerySet[Any]") -> Any:
        """As asked for, by an index where there is one; a large table is sorted by nothing else."""
        asked, indexes = super().get_ordering(request, queryset), self.model_admin.indexes
        ordering = served(asked, indexes)
        if ordering is None and indexes and is_large(self.model, queryset.db):
            ordering = served(self._get_default_ordering(), indexes)
        return list(ordering or asked)

    def _sortable(self) -> list[str]:
        """All columns of a small table; of a large one those that an index has in order."""
        columns, first = [str(name) for name in self.list_display], {i[0] for i in self.model_admin.indexes}
        if not first or not known_large(self.model):
            return columns
        return [name for name in columns if self.get_ordering_field(name) in first]

    @property
    def wider_search(self) -> str:
        """The address of this list with the search made everywhere."""
        return str(self.get_query_string({SEARCH_VAR: self.search.wider if self.search else ""}, [PAGE_VAR]))

    @property
    def table(self) -> SafeString:
        """The rows as HTML."""
        return table(self)


def _bodies(model: Any) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, TextField)]
