"""Opening an account and appointing its first admin: both databases, or neither."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from poseidon.domain.accounts.appointing import APPOINT_FIRST_ADMIN
from poseidon.domain.accounts.errors import AccountExistsError, AccountMissingError, ConferenceExistsError
from poseidon.domain.accounts.models import Accounts
from poseidon.domain.accounts.services import FirstConference, appoint_first_admin, open_account
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.tenancy.api import (
    Membership,
    Saga,
    SagaConflictError,
    Step,
    TenantStatus,
    UnknownTenantError,
    run_saga,
    status_of,
    tenant_context,
)
from tests.factories import AccountsFactory, MembershipFactory, PlanionContainerFactory, UserFactory

TENANT = "TESTCLIENT"
CONFERENCE = FirstConference(
    "AM26", "Annual Meeting", dt.date(2026, 9, 1), dt.date(2026, 9, 4), "Europe/Berlin"
)

pytestmark = pytest.mark.django_db(databases=["default", "accounts", TENANT], transaction=True)


def open_it(**changes: Any) -> bool:
    arguments = {"acronym": TENANT, "name": "The Society", "first_conference": CONFERENCE, **changes}
    return open_account(**arguments)


def conferences() -> list[PlanionContainer]:
    with tenant_context(TENANT):
        return list(PlanionContainer.objects.order_by("code"))


@pytest.fixture
def user() -> User:
    return UserFactory(username="ada", first_name="Ada", last_name="Lovelace", email="ada@example.org")


# -- opening


def test_an_opened_account_is_served_and_has_its_first_conference() -> None:
    assert status_of(TENANT) is TenantStatus.MISSING
    assert open_it() is True
    assert status_of(TENANT) is TenantStatus.ACTIVE
    account = Accounts.objects.get()
    assert (account.acronym, account.name, account.default_conference) == (TENANT, "The Society", "AM26")
    [conference] = conferences()
    assert (conference.code, conference.name, conference.timezone) == (
        "AM26",
        "Annual Meeting",
        "Europe/Berlin",
    )
    assert (conference.date, conference.dateend) == (CONFERENCE.first_day, CONFERENCE.last_day)
    assert conference.active
    assert not conference.public


def test_a_status_that_was_remembered_is_forgotten(settings: Any) -> None:
    settings.TENANCY_STATUS_TTL = 3600
    assert status_of(TENANT) is TenantStatus.MISSING
    open_it()
    assert status_of(TENANT) is TenantStatus.ACTIVE


def test_opening_it_again_changes_nothing_and_says_so() -> None:
    open_it()
    assert open_it() is False
    assert (Accounts.objects.count(), len(conferences())) == (1, 1)


def test_opening_it_again_with_other_data_is_refused() -> None:
    open_it()
    with pytest.raises(AccountExistsError, match="left as it is"):
        open_it(name="Another Society")
    assert Accounts.objects.get().name == "The Society"


def test_other_data_under_the_key_of_what_was_removed_is_refused() -> None:
    open_it()
    Accounts.objects.all().delete()
    with pytest.raises(SagaConflictError, match="another key"):
        open_it(name="Another Society")
    assert not Accounts.objects.exists()


def test_somebody_else_s_account_is_left_alone_and_the_conference_taken_back() -> None:
    AccountsFactory(acronym=TENANT, name="Theirs")
    with pytest.raises(AccountExistsError, match="left as it is"):
        open_it()
    assert Accounts.objects.get().name == "Theirs"
    assert conferences() == []


def test_a_conference_that_is_there_already_is_left_alone_and_no_account_made() -> None:
    with tenant_context(TENANT):
        PlanionContainerFactory(code="AM26", name="Theirs")
    with pytest.raises(ConferenceExistsError, match=f"(?s){TENANT}.*'AM26'"):
        open_it()
    assert [conference.name for conference in conferences()] == ["Theirs"]
    assert not Accounts.objects.exists()


def test_after_a_refusal_it_may_be_opened_with_other_data() -> None:
    with tenant_context(TENANT):
        PlanionContainerFactory(code="AM26")
    with pytest.raises(ConferenceExistsError):
        open_it()
    assert open_it(first_conference=FirstConference("AM27", "The next one")) is True
    assert [conference.code for conference in conferences()] == ["AM26", "AM27"]


@pytest.mark.parametrize(
    "changes",
    [{"name": "x" * 76}, {"first_conference": FirstConference("TOOLONGCODE", "x")}],
)
def test_what_does_not_fit_is_refused_before_anything(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        open_it(**changes)
    assert (Accounts.objects.count(), conferences()) == (0, [])


def test_a_tenant_that_is_not_listed_is_refused() -> None:
    with pytest.raises(UnknownTenantError):
        open_it(acronym="NOBODY")
    assert not Accounts.objects.exists()


def test_an_account_that_was_removed_since_is_not_passed_off_as_open() -> None:
    open_it()
    Accounts.objects.all().delete()
    with tenant_context(TENANT):
        PlanionContainer.objects.all().delete()
    with pytest.raises(AccountMissingError, match="another key"):
        open_it()
    assert open_it(key="anew") is True


# -- appointing


def test_the_first_admin_is_a_member_and_the_contact(user: User) -> None:
    AccountsFactory(acronym=TENANT)
    appoint_first_admin(acronym=TENANT, user=user)
    membership = Membership.objects.get()
    assert (membership.user, membership.tenant, membership.role) == (user, TENANT, "admin")
    account = Accounts.objects.get()
    assert (account.contact_name, account.contact_email) == ("Ada Lovelace", "ada@example.org")


def test_a_member_becomes_admin_and_stays_one_member(user: User) -> None:
    AccountsFactory(acronym=TENANT)
    MembershipFactory(user=user, tenant=TENANT, role=Membership.Role.VIEWER)
    for _ in range(2):
        appoint_first_admin(acronym=TENANT, user=user)
    assert [membership.role for membership in Membership.objects.all()] == ["admin"]


def test_appointing_after_a_revocation_works_again(user: User) -> None:
    AccountsFactory(acronym=TENANT)
    appoint_first_admin(acronym=TENANT, user=user)
    Membership.objects.all().delete()
    appoint_first_admin(acronym=TENANT, user=user)
    assert Membership.objects.count() == 1


def test_without_an_account_there_is_nothing_to_administer(user: User) -> None:
    with pytest.raises(AccountMissingError, match="open_account"):
        appoint_first_admin(acronym=TENANT, user=user)
    assert not Membership.objects.exists()


def test_a_user_deleted_meanwhile_leaves_the_contact_as_it_was(user: User) -> None:
    AccountsFactory(acronym=TENANT, contact_name="Bea", contact_email="bea@example.org")
    pk = user.pk
    User.objects.all().delete()
    user.pk = pk
    with pytest.raises(IntegrityError):
        appoint_first_admin(acronym=TENANT, user=user)
    account = Accounts.objects.get()
    assert (account.contact_name, account.contact_email) == ("Bea", "bea@example.org")


def test_a_member_s_old_role_is_given_back_when_undone(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    AccountsFactory(acronym=TENANT)
    MembershipFactory(user=user, tenant=TENANT, role=Membership.Role.VIEWER)

    def fail(call: object) -> None:
        raise LookupError("after all")

    saga = APPOINT_FIRST_ADMIN
    longer = Saga(saga.name, (*saga.steps, Step("fail", fail, None)))
    contact = {"contact_name": "Ada", "contact_email": "ada@example.org"}
    with pytest.raises(LookupError):
        run_saga(longer, key="k", tenant=TENANT, payload={"user": user.pk, "contact": contact})
    assert Membership.objects.get().role == "viewer"
    assert Accounts.objects.get().contact_name != "Ada"
