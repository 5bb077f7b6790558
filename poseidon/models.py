"""Assembly: every model of the domain under the app label `poseidon`.

A model that is missing here looks deleted to `makemigrations`; a system check names it.
"""

from poseidon.domain.abstracts.models import Abstract, AbstractAuthors
from poseidon.domain.accounts.models import Accounts
from poseidon.domain.changes.models import ChangeRecord
from poseidon.domain.cities.models import City
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Room, Session, SessionAbstract, SessionPerson
from poseidon.domain.registrations.models import Registration

__all__ = [
    "Abstract",
    "AbstractAuthors",
    "Accounts",
    "ChangeRecord",
    "City",
    "CstmFlds",
    "CstmVals",
    "People",
    "PlanionContainer",
    "Registration",
    "Room",
    "Session",
    "SessionAbstract",
    "SessionPerson",
]
