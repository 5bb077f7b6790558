"""The rows of a list as HTML, in Unfold's dress: what is the same in every row is made once, not per row."""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import quote as quote_address

from django.contrib.admin import helpers
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import lookup_field, quote
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import BooleanField
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from unfold.admin import checkbox
from unfold.templatetags.unfold_list import CHECKBOX_CLASSES, LINK_CLASSES, ROW_CLASSES, result_headers
from unfold.utils import display_for_field, display_for_value

_HERE: Final = "here-stands-the-key"
_ROW_CLASS: Final = (
    "data-row block border border-base-200 mb-3 relative rounded-default lg:table-row lg:border-none lg:mb-0 "
    "lg:rounded-none dark:border-base-800"
)
Show = Callable[[Any], str]


class Column(NamedTuple):
    """A column: what comes before and after a row's value, and the value as HTML."""

    before: str
    show: Show
    after: str


def table(changes: Any) -> SafeString:
    """The table of a ChangeList, or Unfold's words where it is empty."""
    headers = list(result_headers(changes))
    context = {
        "cl": changes,
        "opts": changes.opts,
        "preserved_filters": changes.preserved_filters,
        "result_headers": headers,
        "num_sorted_fields": sum(bool(header["sortable"] and header["sorted"]) for header in headers),
        "rows": mark_safe("".join(_rows(changes, headers))),  # noqa: S308 - escaped cell by cell
        "has_add_permission": changes.add_allowed,
    }
    return render_to_string("admin/tenant_table.html", context)


def _rows(changes: Any, headers: list[dict[str, Any]]) -> Iterator[str]:
    columns = _columns(changes, headers)
    for number, row in enumerate(changes.result_list):
        shade = " bg-base-50 dark:bg-white/[.02]" if number % 2 else ""
        cells = "".join(column.before + column.show(row) + column.after for column in columns)
        body = f"block relative lg:table-row-group{shade}"
        yield f'<tbody class="{body}"><tr class="{_ROW_CLASS}">{cells}</tr></tbody>\n'


def _columns(changes: Any, headers: list[dict[str, Any]]) -> list[Column]:
    links = changes.list_display_links or ()
    first = next((name for name in changes.list_display if name != "action_checkbox"), None)
    columns = []
    for name, header in zip(changes.list_display, headers, strict=True):
        if name == "action_checkbox":
            columns.append(_checkbox())
        elif name in links or (not links and links is not None and name == first):
            columns.append(_cell(name, header, _linked(changes, _shown(changes, name)), head=name == first))
        else:
            columns.append(_cell(name, header, _shown(changes, name)))
    return columns


def _cell(name: str, header: dict[str, Any], show: Show, *, head: bool = False) -> Column:
    tag = "th" if head else "td"
    start = mark_safe('th scope="row"' if head else "td")  # noqa: S308 - ours
    classes = " ".join([f"field-{name}", *ROW_CLASSES])
    before = format_html('<{} class="{}" data-label="{}">', start, classes, header["text"])
    return Column(before, show, f"</{tag}>")


def _checkbox() -> Column:
    """A row's box to tick; the widget is rendered once and takes each row's key."""
    box = str(checkbox.render(helpers.ACTION_CHECKBOX_NAME, _HERE))
    before, after = box.split(_HERE)
    cell = format_html('<td class="{}" data-label="{}">', " ".join(CHECKBOX_CLASSES), _("Select record"))
    return Column(cell + before, lambda row: conditional_escape(row.pk), f"{after}</td>")


def _linked(changes: Any, show: Show) -> Show:
    """A link to the row's page, from where one comes back to this page of the list."""
    options = changes.opts
    address = reverse(
        f"admin:{options.app_label}_{options.model_name}_change",
        args=(_HERE,),
        current_app=changes.model_admin.admin_site.name,
    )
    context = {"preserved_filters": changes.preserved_filters, "opts": options}
    before, after = add_preserved_filters(context, address).split(_HERE)
    start = format_html('<a href="{}', before)
    end = format_html('{}" class="{}">', after, " ".join(LINK_CLASSES))
    return lambda row: f"{start}{quote_address(str(quote(row.pk)))}{end}{show(row)}</a>"


def _shown(changes: Any, name: str) -> Show:
    """A row's value as HTML; that of a yes-or-no column is made once for each of its three values."""
    empty = changes.model_admin.get_empty_value_display()
    known: dict[Any, str] = {}

    def show(row: Any) -> str:
        try:
            field, method, value = lookup_field(name, row, changes.model_admin)
        except ObjectDoesNotExist:
            return str(empty)
        if isinstance(field, BooleanField):
            if value not in known:
                known[value] = conditional_escape(display_for_field(value, field, empty))
            return known[value]
        if field is None:
            nothing = getattr(method, "empty_value_display", empty)
            return conditional_escape(display_for_value(value, nothing, getattr(method, "boolean", False)))
        if field.is_relation:
            related = getattr(row, field.name)
            return conditional_escape(empty if related is None else related)
        return conditional_escape(display_for_field(value, field, empty))

    return show
