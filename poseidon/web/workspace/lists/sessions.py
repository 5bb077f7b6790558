"""The list of sessions."""

from collections.abc import Iterable

from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from poseidon.commons.text_search import same_text
from poseidon.domain.bulk_changes.services import Change
from poseidon.domain.conferences.selectors import code_key
from poseidon.domain.listings.sessions import SESSIONS
from poseidon.domain.listings.table import Asked
from poseidon.domain.program.models import Room, Session
from poseidon.web.formats import day_name
from poseidon.web.templatetags.poseidon_web import conference_address
from poseidon.web.workspace.lists.filters import (
    Choice,
    Filter,
    conferences,
    some_or_none,
    values_of,
    yes_or_no,
)
from poseidon.web.workspace.lists.page import Action, Conferences, ListPage, Title, Values


def _title(values: Values, conferences: Conferences) -> Title:
    """Leads to its place in the conference's programme."""
    text = values["title"] or said("Session %(number)s") % {"number": values["id"]}
    conference = conferences.get(code_key(values["conference"]))
    address = conference_address(conference.code) if conference else ""
    if not conference or not address:
        return Title(text, "")
    start, day = values["start"], values["day"]
    if day is None and start is not None:
        day = start.astimezone(conference.tzinfo).date()
    return Title(text, f"{address}?day={day_name(day)}#session-{values['id']}")


def _rooms(asked: Asked) -> Iterable[Choice]:
    """The conference's rooms; of all conferences together they would be too many."""
    if not asked.get("conference"):
        return [Choice("none", _("Missing"))]
    rooms = Room.objects.filter(same_text("conference_code", asked["conference"])).order_by("name", "id")
    return [Choice("none", _("Missing")), *(Choice(str(room.id), str(room)) for room in rooms[:500])]


def _actions() -> list[Action]:
    return [
        Action("public-yes", _("Make public"), Change("public", True)),
        Action("public-no", _("Make internal"), Change("public", False)),
    ]


LIST = ListPage(
    table=SESSIONS,
    lead="title",
    title=_title,
    needs=("id", "conference", "start", "day"),
    search=_("Find by title"),
    nothing=_("No session yet"),
    how=_("Sessions appear here once a programme is imported, or one is added."),
    filters=(
        Filter("conference", _("Conference"), conferences, first=True),
        Filter("day", _("Day"), is_day=True),
        Filter("room", _("Room"), _rooms),
        Filter("track", _("Track"), values_of(Session, "track")),
        Filter("type", _("Type"), values_of(Session, "type")),
        Filter("language", _("Language"), values_of(Session, "language")),
        Filter("people", _("People"), some_or_none),
        Filter("speaker", _("Speaker"), some_or_none),
        Filter("chair", _("Chair"), some_or_none),
        Filter("public", _("Public"), yes_or_no),
    ),
    add="workspace:session-add",
    edit="workspace:session-edit",
    actions=_actions,
)
