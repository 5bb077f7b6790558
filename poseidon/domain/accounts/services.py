"""Writes to accounts, with what belongs to them in other databases: all of it or nothing, whatever breaks."""

import datetime as dt
import uuid
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from poseidon.domain.accounts.appointing import APPOINT_FIRST_ADMIN
from poseidon.domain.accounts.errors import AccountExistsError, AccountMissingError
from poseidon.domain.accounts.models import Accounts
from poseidon.domain.accounts.opening import OPEN_ACCOUNT, account_from, conference_from
from poseidon.domain.conferences.services import refuse_first_conference
from poseidon.tenancy.api import SagaConflictError, forget_status, run_saga, tenant_context, use_primary


class FirstConference(NamedTuple):
    """What must be known of a conference to begin with."""

    code: str
    name: str
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    timezone: str = ""


def open_account(
    *, acronym: str, name: str, first_conference: FirstConference, key: str | None = None
) -> bool:
    """Opens the account of a listed tenant, whose tables must exist, with its first conference.

    Both rows are there in the end or neither. False if this was done before, by the same `key` (the acronym,
    unless one is given) and with the same data; after a crash the same call goes on. Other processes serve
    the tenant within `TENANCY_STATUS_TTL` seconds.

    Raises ValidationError, AccountExistsError, ConferenceExistsError, UnknownTenantError, and SagaError as
    `run_saga` does.
    """
    conference = _as_payload(first_conference)
    _refuse_what_does_not_fit(acronym, name, conference)
    payload = {"name": name, "conference": conference}
    try:
        outcome = run_saga(OPEN_ACCOUNT, key=key or acronym, tenant=acronym, payload=payload)
    except SagaConflictError as error:
        if _exists(acronym):
            raise AccountExistsError(acronym) from error
        raise
    forget_status(acronym)
    if outcome.repeated:
        _refuse_if_gone(acronym)
    return not outcome.repeated


def appoint_first_admin(*, acronym: str, user: Any, key: str | None = None) -> None:
    """Makes `user` an admin of the tenant and the contact of its account: both or neither.

    May be repeated; it sets the same again. Raises AccountMissingError, and SagaError as `run_saga` does.
    """
    contact = {"contact_name": user.get_full_name() or user.get_username(), "contact_email": user.email}
    run_saga(
        APPOINT_FIRST_ADMIN,
        key=key or f"{acronym}:{user.pk}:{uuid.uuid4().hex}",
        tenant=acronym,
        payload={"user": user.pk, "contact": contact},
    )


def _as_payload(conference: FirstConference) -> dict[str, Any]:
    first, last = conference.first_day, conference.last_day
    return {
        "code": conference.code,
        "name": conference.name,
        "date": first and first.isoformat(),
        "dateend": last and last.isoformat(),
        "timezone": conference.timezone,
    }


def _refuse_what_does_not_fit(acronym: str, name: str, conference: dict[str, Any]) -> None:
    """ValidationError before anything is begun."""
    if not name.strip():
        raise ValidationError({"name": "A customer needs a name; it stands on every page."})
    account_from(acronym, name, conference["code"]).clean_fields()
    with tenant_context(acronym):
        refuse_first_conference(conference_from(conference))


def _refuse_if_gone(acronym: str) -> None:
    if not _exists(acronym):
        raise AccountMissingError(
            acronym, "It was opened before and removed since; to open it anew, use another key."
        )


def _exists(acronym: str) -> bool:
    with use_primary():
        found: bool = Accounts.objects.filter(acronym=acronym).exists()
        return found
