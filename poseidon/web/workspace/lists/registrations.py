"""The list of registrations."""

from django.urls import reverse
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from poseidon.domain.bulk_changes.services import Change
from poseidon.domain.listings.registrations import REGISTRATIONS
from poseidon.domain.registrations.models import Registration
from poseidon.web.workspace.lists.filters import Filter, conferences, values_of, yes_or_no
from poseidon.web.workspace.lists.page import Action, Conferences, ListPage, Title, Values


def _title(values: Values, _conferences: Conferences) -> Title:
    if values["person"] is not None:
        return Title(values["person"], reverse("workspace:person", args=[values["pid"]]))
    text = said("unknown person")
    return Title(text if values["pid"] is None else f"{text} {values['pid']}", "", known=False)


def _actions() -> list[Action]:
    return [
        Action("paid-yes", _("Mark as paid"), Change("paid", True)),
        Action("paid-no", _("Mark as not paid"), Change("paid", False)),
    ]


LIST = ListPage(
    table=REGISTRATIONS,
    lead="person",
    title=_title,
    needs=("pid",),
    search=_("Find by person, category or status"),
    nothing=_("No registration yet"),
    how=_("Registrations appear here once people register for a conference."),
    filters=(
        Filter("conference", _("Conference"), conferences, first=True),
        Filter("status", _("Status"), values_of(Registration, "status"), first=True),
        Filter("category", _("Category"), values_of(Registration, "category")),
        Filter("paid", _("Paid"), yes_or_no),
        Filter("cancelled", _("Cancelled"), yes_or_no),
        Filter("country", _("Country")),
        Filter("since", _("Registered since (year-month-day)")),
        Filter("until", _("Registered until (year-month-day)")),
    ),
    add="workspace:registration-add",
    edit="workspace:registration-edit",
    actions=_actions,
)
