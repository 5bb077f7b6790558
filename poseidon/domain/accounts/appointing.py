"""A tenant's first admin: a membership in the control database, and the account's contact.

After a crash it is finished, not undone: every step sets what it is told, whatever was there.
"""

from typing import Any

from poseidon.domain.accounts.errors import AccountMissingError
from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.api import AfterCrash, Membership, Step, StepCall, define_saga

CONTACT = ("contact_name", "contact_email")


def _remember(call: StepCall) -> dict[str, Any]:
    """What was there before, journalled before anything is changed."""
    contact = Accounts.objects.filter(acronym=call.tenant).values(*CONTACT).first()
    if contact is None:
        raise AccountMissingError(str(call.tenant))
    return {"contact": contact, "role": _memberships(call).values_list("role", flat=True).first()}


def _set_contact(call: StepCall) -> None:
    with call.atomic("accounts"):
        Accounts.objects.filter(acronym=call.tenant).update(**call.payload["contact"])


def _restore_contact(call: StepCall) -> None:
    """Unless somebody has changed it since."""
    before = call.results["before"]["contact"]
    with call.atomic("accounts"):
        Accounts.objects.filter(acronym=call.tenant, **call.payload["contact"]).update(**before)


def _grant(call: StepCall) -> None:
    with call.atomic("default"):
        if not _memberships(call).update(role=Membership.Role.ADMIN):
            Membership.objects.create(
                user_id=call.payload["user"], tenant=str(call.tenant), role=Membership.Role.ADMIN
            )
            _memberships(call).update(created_at=call.began_at)  # tells it from one that others grant


def _withdraw(call: StepCall) -> None:
    ours = _memberships(call).filter(role=Membership.Role.ADMIN)
    before = call.results["before"]["role"]
    with call.atomic("default"):
        if before is None:
            ours.filter(created_at=call.began_at).delete()
        else:
            ours.update(role=before)


def _memberships(call: StepCall) -> Any:
    return Membership.objects.filter(user_id=call.payload["user"], tenant=call.tenant)


APPOINT_FIRST_ADMIN = define_saga(
    "appoint_first_admin",
    Step("before", _remember, None),
    Step("contact", _set_contact, _restore_contact),
    Step("membership", _grant, _withdraw),
    after_crash=AfterCrash.FINISH,
)
