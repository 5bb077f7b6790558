"""What a process does that may be killed at any statement of it."""

from django.contrib.auth.models import User
from django.core.management import call_command

from poseidon.domain.accounts.services import FirstConference, appoint_first_admin, open_account

CONFERENCE = FirstConference("FIRST", "The First Conference")


def open_it(tenant: str) -> None:
    open_account(acronym=tenant, name="The Society", first_conference=CONFERENCE)


def appoint(tenant: str, user: int) -> None:
    appoint_first_admin(acronym=tenant, user=User.objects.get(pk=user), key="appointing")


def recover() -> None:
    call_command("fleet", "recover")
