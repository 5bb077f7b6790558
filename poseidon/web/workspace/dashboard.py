"""The first page of a tenant: how much there is, and which conferences come next."""

import datetime
from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from poseidon.domain.abstracts.selectors import search_abstracts
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import past_conferences, search_conferences, upcoming_conferences
from poseidon.domain.overview.attention import attention_of
from poseidon.domain.people.selectors import search_people
from poseidon.domain.program.programme import programme_of
from poseidon.domain.program.selectors import count_sessions
from poseidon.domain.registrations.selectors import search_registrations
from poseidon.web.access import members_only
from poseidon.web.templatetags.poseidon_web import conference_address
from poseidon.web.workspace.attention_kinds import Concern, concerns
from poseidon.web.workspace.conferences import Card, cards

SHOWN: Final = 4


class Figure(NamedTuple):
    """How many there are of something, and the page that lists them."""

    label: Promise
    number: int
    view: str


class Group(NamedTuple):
    """Some conferences under a title."""

    key: str
    title: Promise
    cards: list[Card]


class NextConference(NamedTuple):
    """The next conference and what wants attention in it."""

    conference: PlanionContainer
    worries: list[Concern]


@require_safe
@members_only()
def dashboard(request: HttpRequest) -> HttpResponse:
    """Counts, what wants attention in the next conference, the next ones and the latest ones."""
    groups = _groups(timezone.now().date())
    context = {
        "section": "dashboard",
        "figures": _figures(),
        "groups": groups,
        "next": _next(groups),
    }
    return render(request, "workspace/dashboard.html", context)


def _groups(today: datetime.date) -> list[Group]:
    ahead, past = upcoming_conferences(today, SHOWN), past_conferences(today, SHOWN)
    every = cards([*ahead, *past])
    groups = [
        Group("next", _("Next conferences"), every[: len(ahead)]),
        Group("latest", _("Latest conferences"), every[len(ahead) :]),
    ]
    return [group for group in groups if group.cards]


def _next(groups: list[Group]) -> NextConference | None:
    """The conference that comes first of those that have not ended, if it has an address."""
    conference = next((each.cards[0].conference for each in groups if each.key == "next"), None)
    if conference is None or not conference_address(conference.code):
        return None
    attention = attention_of(conference, programme_of(conference))
    return NextConference(
        conference, [each for each in concerns(attention, conference.code.strip()) if each.number]
    )


def _figures() -> list[Figure]:
    return [
        Figure(_("Conferences"), search_conferences().count(), "workspace:conferences"),
        Figure(_("People"), search_people().count(), "workspace:people"),
        Figure(_("Sessions"), count_sessions(), "workspace:sessions"),
        Figure(_("Abstracts"), search_abstracts().count(), "workspace:abstracts"),
        Figure(_("Registrations"), search_registrations().count(), "workspace:registrations"),
    ]
