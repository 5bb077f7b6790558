"""A new customer: a conference in its own database, then its account, which makes it served.

In this order, so that nobody ever enters a tenant that is not finished. What this saga made is told from what
others made by the moment of its creation, and by its name.
"""

import datetime as dt
from typing import Any

from poseidon.domain.accounts.errors import AccountExistsError, ConferenceExistsError
from poseidon.domain.accounts.models import Accounts
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.tenancy.api import Step, StepCall, define_saga


def conference_from(details: dict[str, Any]) -> PlanionContainer:
    """An unsaved conference of the payload's details, in the tenant in context."""
    days = {name: details[name] and dt.date.fromisoformat(details[name]) for name in ("date", "dateend")}
    return PlanionContainer(
        code=details["code"], name=details["name"], timezone=details["timezone"] or None, **days
    )


def account_from(acronym: str, name: str, conference: str) -> Accounts:
    """An unsaved account that is served as soon as it is saved."""
    return Accounts(acronym=acronym, name=name, active=True, default_conference=conference)


def _stamp(call: StepCall) -> dt.datetime:
    """Whole seconds, which is what the legacy columns keep."""
    return call.began_at.replace(microsecond=0)


def _add_conference(call: StepCall) -> None:
    details = call.payload["conference"]
    with call.atomic(None):
        found = PlanionContainer.objects.filter(code=details["code"]).first()
        if found is None:
            conference_from(details).save(force_insert=True)
            PlanionContainer.objects.filter(code=details["code"]).update(created_at=_stamp(call))
        elif not (call.repeated and _is_ours(found, call)):
            raise ConferenceExistsError(str(call.tenant), details["code"])


def _remove_conference(call: StepCall) -> None:
    with call.atomic(None):
        found = PlanionContainer.objects.filter(code=call.payload["conference"]["code"]).first()
        if found is not None and _is_ours(found, call):
            found.delete()


def _is_ours(conference: PlanionContainer, call: StepCall) -> bool:
    """Whether this run made it: in the very second, by the very name."""
    return (conference.created_at, conference.name) == (_stamp(call), call.payload["conference"]["name"])


def _add_account(call: StepCall) -> None:
    acronym = str(call.tenant)
    with call.atomic("accounts"):
        found = Accounts.objects.filter(acronym=acronym).first()
        if found is None:
            account = account_from(acronym, call.payload["name"], call.payload["conference"]["code"])
            account.created = _stamp(call)
            account.save(force_insert=True)
        elif not (call.repeated and found.created == _stamp(call)):
            raise AccountExistsError(acronym)


def _remove_account(call: StepCall) -> None:
    with call.atomic("accounts"):
        ours = Accounts.objects.filter(acronym=call.tenant, created=_stamp(call), name=call.payload["name"])
        ours.delete()


OPEN_ACCOUNT = define_saga(
    "open_account",
    Step("conference", _add_conference, _remove_conference),
    Step("account", _add_account, _remove_account),
)
