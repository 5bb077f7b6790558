"""The list of abstracts."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from poseidon.domain.abstracts.models import Abstract
from poseidon.domain.abstracts.selectors import statuses
from poseidon.domain.bulk_changes.services import Change
from poseidon.domain.listings.abstracts import ABSTRACTS
from poseidon.web.workspace.lists.filters import Filter, conferences, some_or_none, values_of
from poseidon.web.workspace.lists.page import Action, Conferences, ListPage, Title, Values

USUAL: Final = ("submitted", "accepted", "rejected", "withdrawn")


def _title(values: Values, _conferences: Conferences) -> Title:
    text = values["title"] or said("Abstract %(number)s") % {"number": values["number"] or values["id"]}
    return Title(text, reverse("workspace:abstract", args=[values["id"]]))


def _actions() -> list[Action]:
    """One for each status that is in use, and the usual ones."""
    known = statuses()
    spelt = {status.casefold() for status in known}
    names = sorted({*known, *(status for status in USUAL if status not in spelt)}, key=str.casefold)
    return [
        Action(f"status-{name}", _("Set the status: %(status)s") % {"status": name}, Change("status", name))
        for name in names
    ]


LIST = ListPage(
    table=ABSTRACTS,
    lead="title",
    title=_title,
    needs=("id", "number"),
    search=_("Find by title or number"),
    nothing=_("No abstract yet"),
    how=_("Abstracts appear here once an abstract book is imported, or one is added."),
    filters=(
        Filter("conference", _("Conference"), conferences, first=True),
        Filter("status", _("Status"), values_of(Abstract, "status"), first=True),
        Filter("track", _("Track"), values_of(Abstract, "track")),
        Filter("type", _("Type"), values_of(Abstract, "type")),
        Filter("presenter", _("Presenter"), some_or_none),
    ),
    add="workspace:abstract-add",
    actions=_actions,
)
