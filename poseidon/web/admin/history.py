"""The history of one row in the admin: from the tenant's own changes, not from Django's shared journal."""

from types import SimpleNamespace
from typing import Any

from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from poseidon.domain.changes.selectors import changes_of
from poseidon.web.history import Line, Told, told

ROWS_A_PAGE = 100


class TellsChanges:
    """For admin pages of models that have a history."""

    def history_view(
        self: Any, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The row's changes, newest first, on Django's page."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            missing: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return missing
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        page = self.get_paginator(request, changes_of(row), ROWS_A_PAGE).get_page(request.GET.get(PAGE_VAR))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change history: %s") % row,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "pagination_required": page.has_other_pages(),
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "object": row,
            "opts": self.opts,
            **(extra_context or {}),
        }
        page.object_list = [_entry(change) for change in told(page.object_list)]
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/object_history.html", {**context, "action_list": page})


def _entry(change: Told) -> SimpleNamespace:
    """As the template of Django's journal wants one."""
    record = change.record
    who = f"{record.actor} ({record.get_source_display()})"
    lines = [_line(line) for line in change.lines] if record.action == record.Action.CHANGE else []
    text = f"{record.get_action_display()}{': ' if lines else ''}{'; '.join(lines)}"
    message = format_html('<span style="overflow-wrap: anywhere">{}</span>', text)
    user = SimpleNamespace(get_username=who, get_full_name="")
    return SimpleNamespace(action_time=record.at, user=user, get_change_message=message)


def _line(line: Line) -> str:
    before, after = (Truncator(side).chars(200) or "–" for side in (line.before, line.after))
    return f"{line.label} {before} → {after}"
