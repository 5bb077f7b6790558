"""All that wants attention in one conference."""

from typing import NamedTuple

from poseidon.domain.abstracts.statistics import abstracts_without_presenter
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.overview.people import Unreachable, people_without_mail
from poseidon.domain.program import attention as program
from poseidon.domain.program.models import Session
from poseidon.domain.program.programme import Programme
from poseidon.domain.registrations.statistics import unpaid_registrations
from poseidon.tenancy.api import TenantQuerySet


class Attention(NamedTuple):
    """The rows of each kind; abstracts and registrations are not read before somebody looks at them."""

    person_clashes: list[program.PersonClash]
    room_clashes: list[program.RoomClash]
    ending_before_start: list[Session]
    without_time: list[Session]
    without_room: list[Session]
    without_chair: list[Session]
    without_presenter: TenantQuerySet
    without_mail: list[Unreachable]
    unpaid: TenantQuerySet


def attention_of(conference: PlanionContainer, programme: Programme) -> Attention:
    """What wants attention; three queries here, and one for each of the two querysets that is counted."""
    return Attention(
        person_clashes=program.person_clashes(programme),
        room_clashes=program.room_clashes(programme),
        ending_before_start=program.ending_before_start(programme),
        without_time=program.without_time(programme),
        without_room=program.without_room(programme),
        without_chair=program.without_chair(programme),
        without_presenter=abstracts_without_presenter(conference.code),
        without_mail=people_without_mail(conference.code),
        unpaid=unpaid_registrations(conference.code),
    )
