"""Bulk changes: a preview of exactly what changes, then the change of what is still as it was shown."""

import re
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from poseidon.commons.key_lists import KeyList
from poseidon.domain.bulk_changes.services import MOST_AT_ONCE, Outcome, Plan, change_rows, plan_change
from poseidon.domain.listings.answers import questions_about
from poseidon.domain.listings.filters import number_of
from poseidon.domain.listings.reading import read_batch
from poseidon.domain.listings.table import chosen
from poseidon.tenancy.api import TenantQuerySet, use_primary
from poseidon.web.access import members_only
from poseidon.web.listing import asked
from poseidon.web.workspace.lists.filters import asked_of
from poseidon.web.workspace.lists.page import Action, ListPage

NAMED: Final = 10
"""Skipped rows that a message names."""
_SEEN: Final = re.compile(r"(\d{1,10}):([0-9a-f]{16})")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only("editor")
def bulk(request: HttpRequest, page: ListPage) -> HttpResponse:
    """GET: what the change would do to the ticked rows, or to all that match. POST: does it."""
    action = next((each for each in page.actions() if each.name == asked(request, "change")), None)
    if action is None:
        raise Http404
    return _do(request, page, action) if request.method == "POST" else _show(request, page, action)


def _show(request: HttpRequest, page: ListPage, action: Action) -> HttpResponse:
    with use_primary():  # a copy may be behind, and what it shows would be found changed
        rows = _rows_meant(request, page)
        plan = plan_change(rows, change=action.change)
        titles = _titles(page, [row.key for row in plan.rows])
    context = {
        "section": page.name,
        "list": page,
        "action": action,
        "plan": plan,
        "most": MOST_AT_ONCE,
        "rows": [(titles.get(row.key, str(row.key)), row.before) for row in plan.rows],
        "seen": _written(plan),
        "back": _back(request, page),
    }
    return render(request, "workspace/bulk.html", context)


def _rows_meant(request: HttpRequest, page: ListPage) -> TenantQuerySet:
    """All rows that match what was asked, or those of them that are ticked, by key."""
    wanted = asked_of(request, page.filters_for(request, questions_about(page.table.entity)))
    rows: TenantQuerySet = page.table.rows(wanted).order_by("pk")
    if asked(request, "scope") == "all":
        return rows
    ticked = [number_of(text) for text in request.GET.getlist("row")]
    return rows.filter(pk__among_keys=KeyList(key for key in ticked if key is not None))


def _titles(page: ListPage, keys: list[int]) -> dict[int, str]:
    columns = chosen(page.table.columns, {page.lead, *page.needs})
    batch = read_batch(page.table.model.objects.all(), keys, columns)
    names = [column.name for column in columns]
    rows = zip(batch.keys, zip(*batch.values, strict=True), strict=True)
    return {key: page.title(dict(zip(names, values, strict=True)), {}).text for key, values in rows}


def _do(request: HttpRequest, page: ListPage, action: Action) -> HttpResponse:
    seen = {int(key): print_ for key, print_ in _SEEN.findall(request.POST.get("seen", ""))}
    if len(seen) > MOST_AT_ONCE:
        raise Http404
    outcome = change_rows(page.table.model, change=action.change, seen=seen)
    _tell(request, page, outcome)
    return HttpResponseRedirect(_back(request, page))


def _tell(request: HttpRequest, page: ListPage, outcome: Outcome) -> None:
    changed, same = len(outcome.changed), len(outcome.same)
    text = ngettext("%(number)s row changed.", "%(number)s rows changed.", changed) % {"number": changed}
    if same:
        text += " " + ngettext("%(number)s is so already.", "%(number)s are so already.", same) % {
            "number": same
        }
    if not outcome.skipped:
        messages.success(request, text)
    else:
        messages.warning(request, f"{text} {_left_alone(page, outcome.skipped)}")


def _left_alone(page: ListPage, skipped: list[int]) -> str:
    titles = _titles(page, skipped[:NAMED])
    named = ", ".join(titles.get(key, str(key)) for key in skipped[:NAMED])
    return ngettext(
        "%(number)s row was left alone, because somebody else changed it meanwhile: %(names)s.",
        "%(number)s rows were left alone, because somebody else changed them meanwhile: %(names)s.",
        len(skipped),
    ) % {"number": len(skipped), "names": named + ("…" if len(skipped) > NAMED else "")}


def _written(plan: Plan) -> str:
    return " ".join(f"{row.key}:{row.seen}" for row in plan.rows)


def _back(request: HttpRequest, page: ListPage) -> str:
    """The list as it was when the change was chosen."""
    query: Any = request.GET.copy()
    for name in ("change", "scope", "row"):
        query.pop(name, None)
    return page.address() + (f"?{query.urlencode()}" if query else "")
