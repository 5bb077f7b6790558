"""A conference's whole programme as counts and checks need it: who is when in which room, no texts."""

from typing import NamedTuple

from poseidon.commons.text_search import same_text
from poseidon.domain.abstracts.models import AbstractAuthors
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.program.models import Session, SessionAbstract, SessionPerson

SHORT = (
    *("id", "conference_code", "title", "type", "track", "day", "start", "end"),
    *("room_id", "room__name", "room__order"),
)
PRESENTER = "presenter"
"""The part of somebody who is not in the session by name, but presents an abstract in it."""


class Presence(NamedTuple):
    """A person who has to be in a session, and as what."""

    session_id: int
    pid: int
    role: str


class Programme(NamedTuple):
    """All sessions of a conference, rooms loaded, by id, and everybody who has to be in one."""

    sessions: list[Session]
    presences: list[Presence]


def programme_of(conference: PlanionContainer) -> Programme:
    """The conference's programme without its texts; four queries whatever its size."""
    own = same_text("conference_code", conference.code)
    sessions = Session.objects.filter(own).select_related("room").only(*SHORT).order_by("id")
    return Programme(list(sessions), _presences(conference.code))


def _presences(code: str) -> list[Presence]:
    """Roles of the programme, then presenters of abstracts in it; three queries."""
    own = same_text("session__conference_code", code)
    parts = SessionPerson.objects.filter(own, pid__isnull=False).values_list("session_id", "pid", "role")
    found = [Presence(session, pid, (role or "").strip().casefold()) for session, pid, role in parts]
    shown = SessionAbstract.objects.filter(own)
    presenters = shown.filter(abstract__presenter_pid__isnull=False).values_list(
        "session_id", "abstract__presenter_pid"
    )
    found += [Presence(session, pid, PRESENTER) for session, pid in presenters]
    authors = AbstractAuthors.objects.filter(
        same_text("abstract__session_abstracts__session__conference_code", code),
        presenting=True,
        pid__isnull=False,
    ).values_list("abstract__session_abstracts__session_id", "pid")
    return found + [Presence(session, pid, PRESENTER) for session, pid in authors]
