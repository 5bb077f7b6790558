"""The list of people."""

from django.urls import reverse
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from poseidon.domain.bulk_changes.services import Change
from poseidon.domain.listings.people import PEOPLE
from poseidon.web.workspace.lists.filters import Filter, conferences, some_or_none, yes_or_no
from poseidon.web.workspace.lists.page import Action, Conferences, ListPage, Title, Values


def _title(values: Values, _conferences: Conferences) -> Title:
    text = values["name"] or said("Person %(number)s") % {"number": values["pid"]}
    return Title(text, reverse("workspace:person", args=[values["pid"]]))


def _actions() -> list[Action]:
    return [
        Action("public-yes", _("Make the profile public"), Change("public", True)),
        Action("public-no", _("Make the profile internal"), Change("public", False)),
    ]


LIST = ListPage(
    table=PEOPLE,
    lead="name",
    title=_title,
    needs=("pid",),
    search=_("Find by name, organisation or e-mail"),
    nothing=_("Nobody here yet"),
    how=_("People appear here once a programme or an abstract book is imported, or somebody is added."),
    filters=(
        Filter("conference", _("Conference"), conferences, first=True),
        Filter("country", _("Country")),
        Filter("mail", _("E-mail"), some_or_none),
        Filter("public", _("Public"), yes_or_no),
    ),
    add="workspace:person-add",
    actions=_actions,
)
