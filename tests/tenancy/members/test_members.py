"""Who belongs to a tenant: roles and their end, invitations and their one use."""

import datetime
import logging
import threading

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from poseidon.tenancy.api import (
    AccountExistsError,
    AccountSwitchedOffError,
    AlreadyInvitedError,
    AlreadyMemberError,
    ExpiredInvitationError,
    InvitationError,
    LastAdminError,
    NotAMemberError,
    SentAMomentAgoError,
    UnknownInvitationError,
    UsedInvitationError,
    WithdrawnInvitationError,
    accept_invitation,
    accept_invitation_as_new_user,
    change_role,
    invite,
    open_invitation,
    pending_invitations,
    renew_invitation,
    revoke_membership,
    withdraw_invitation,
)
from poseidon.tenancy.models import Invitation, Membership
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db(databases=["default"])

TENANT = "TESTCLIENT"


@pytest.fixture
def admin() -> User:
    user = UserFactory(username="admin")
    MembershipFactory(user=user, role="admin")
    return user


def role_of(user: User, tenant: str = TENANT) -> str | None:
    return Membership.objects.filter(user=user, tenant=tenant).values_list("role", flat=True).first()


def age(invitation: Invitation, **by: float) -> None:
    earlier = datetime.timedelta(**by)
    Invitation.objects.filter(pk=invitation.pk).update(
        sent_at=invitation.sent_at - earlier, expires_at=invitation.expires_at - earlier
    )


def test_last_admin_stays_admin_until_there_is_another(admin: User) -> None:
    MembershipFactory(user=admin, tenant="OTHERCLIENT", role="admin")
    MembershipFactory(tenant="OTHERCLIENT", role="admin")
    MembershipFactory(user=UserFactory(is_active=False), role="admin")  # cannot sign in
    for role in ("editor", "viewer"):
        with pytest.raises(LastAdminError, match=TENANT):
            change_role(admin.pk, tenant=TENANT, role=role, by=admin)
    with pytest.raises(LastAdminError):
        revoke_membership(admin.pk, tenant=TENANT, by=admin)
    assert role_of(admin) == "admin"
    second = MembershipFactory(role="viewer").user
    change_role(second.pk, tenant=TENANT, role="admin", by=admin)
    change_role(admin.pk, tenant=TENANT, role="viewer", by=admin)
    assert (role_of(second), role_of(admin)) == ("admin", "viewer")


def test_role_is_one_of_the_roles(admin: User) -> None:
    for role in ("operator", "", "ADMIN"):
        with pytest.raises(ValueError, match="is not a valid"):
            change_role(admin.pk, tenant=TENANT, role=role, by=admin)


def test_stranger_is_no_member(admin: User) -> None:
    stranger = MembershipFactory(tenant="OTHERCLIENT").user
    for act in (
        lambda: change_role(stranger.pk, tenant=TENANT, role="editor", by=admin),
        lambda: revoke_membership(stranger.pk, tenant=TENANT, by=admin),
    ):
        with pytest.raises(NotAMemberError):
            act()
    assert role_of(stranger, "OTHERCLIENT") == "viewer"


def test_revoking_ends_one_membership_only(admin: User) -> None:
    member = MembershipFactory().user
    MembershipFactory(user=member, tenant="OTHERCLIENT", role="editor")
    revoke_membership(member.pk, tenant=TENANT, by=admin)
    assert (role_of(member), role_of(member, "OTHERCLIENT")) == (None, "editor")


def test_token_is_not_kept_and_works_once(admin: User) -> None:
    invitation, token = invite(" New@Example.org ", tenant=TENANT, role="editor", by=admin)
    assert token not in str(list(Invitation.objects.values()))
    assert invitation.email == "new@example.org"
    user = accept_invitation_as_new_user(token, first_name="Nora", last_name="New", password="long enough!")
    assert (user.username, user.email, role_of(user)) == ("new@example.org", "new@example.org", "editor")
    assert User.objects.get(pk=user.pk).check_password("long enough!")
    with pytest.raises(UsedInvitationError):
        accept_invitation(token, user=UserFactory())


def test_invitation_ends_by_age_by_withdrawal_and_by_a_newer_one(admin: User) -> None:
    first = invite("a@example.org", tenant=TENANT, role="viewer", by=admin)
    age(first.invitation, days=7, seconds=1)
    with pytest.raises(ExpiredInvitationError):
        open_invitation(first.token)
    second = renew_invitation(first.invitation.pk, tenant=TENANT, by=admin)
    with pytest.raises(UnknownInvitationError):
        open_invitation(first.token)
    assert open_invitation(second.token).expires_at > timezone.now() + datetime.timedelta(days=6)
    withdraw_invitation(second.invitation.pk, tenant=TENANT, by=admin)
    with pytest.raises(WithdrawnInvitationError):
        open_invitation(second.token)
    for act in (withdraw_invitation, renew_invitation):
        with pytest.raises(UnknownInvitationError, match="accepted or withdrawn"):
            act(second.invitation.pk, tenant=TENANT, by=admin)
    third = invite("a@example.org", tenant=TENANT, role="editor", by=admin)
    assert open_invitation(third.token).role == "editor"
    assert Invitation.objects.count() == 1


def test_user_of_a_request_stands_for_the_row(admin: User) -> None:
    lazy = SimpleLazyObject(lambda: admin)
    assert invite("a@example.org", tenant=TENANT, role="viewer", by=lazy).invitation.invited_by == admin


def test_invitation_is_of_its_tenant(admin: User) -> None:
    invitation, _ = invite("a@example.org", tenant=TENANT, role="viewer", by=admin)
    for act in (withdraw_invitation, renew_invitation):
        with pytest.raises(UnknownInvitationError):
            act(invitation.pk, tenant="OTHERCLIENT", by=admin)
    assert pending_invitations("OTHERCLIENT") == []
    assert pending_invitations(TENANT) == [invitation]
    invite("a@example.org", tenant="OTHERCLIENT", role="viewer", by=admin)


def test_address_is_invited_once_and_members_never(admin: User) -> None:
    invitation, _ = invite("a@example.org", tenant=TENANT, role="viewer", by=admin)
    with pytest.raises(AlreadyInvitedError):
        invite("A@example.org", tenant=TENANT, role="admin", by=admin)
    with pytest.raises(SentAMomentAgoError):
        renew_invitation(invitation.pk, tenant=TENANT, by=admin)
    with pytest.raises(AlreadyMemberError):
        invite(admin.email.upper(), tenant=TENANT, role="viewer", by=admin)


def test_role_of_a_member_is_raised_by_an_invitation_and_never_lowered(admin: User) -> None:
    viewer = MembershipFactory().user
    accept_invitation(invite("a@x.org", tenant=TENANT, role="editor", by=admin).token, user=viewer)
    accept_invitation(invite("b@x.org", tenant=TENANT, role="viewer", by=admin).token, user=admin)
    assert (role_of(viewer), role_of(admin)) == ("editor", "admin")


def test_address_with_an_account_gets_no_second_one(admin: User) -> None:
    known = UserFactory(email="Known@example.org")
    token = invite("known@example.org", tenant=TENANT, role="viewer", by=admin).token
    with pytest.raises(AccountExistsError):
        accept_invitation_as_new_user(token, first_name="", last_name="", password="x")
    known.is_active = False
    known.save()
    with pytest.raises(AccountSwitchedOffError):
        accept_invitation_as_new_user(token, first_name="", last_name="", password="x")
    assert open_invitation(token)


def test_user_name_that_is_taken_gets_a_number(admin: User) -> None:
    UserFactory(username="new@example.org", email="other@example.org")
    token = invite("new@example.org", tenant=TENANT, role="viewer", by=admin).token
    user = accept_invitation_as_new_user(token, first_name="", last_name="", password="x")
    assert user.username == "new@example.org-2"


def test_every_change_leaves_a_line_with_tenant_and_actor(
    admin: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "poseidon.tenancy.members")
    invitation, token = invite("secret@example.org", tenant=TENANT, role="viewer", by=admin)
    age(invitation, hours=1)
    token = renew_invitation(invitation.pk, tenant=TENANT, by=admin).token
    user = accept_invitation_as_new_user(token, first_name="", last_name="", password="x")
    change_role(user.pk, tenant=TENANT, role="editor", by=admin)
    revoke_membership(user.pk, tenant=TENANT, by=admin)
    other = invite("b@example.org", tenant=TENANT, role="viewer", by=admin).invitation
    withdraw_invitation(other.pk, tenant=TENANT, by=admin)
    said = [record.getMessage() for record in caplog.records]
    one, two = f"invitation {invitation.pk} as viewer", f"invitation {other.pk} as viewer"
    assert said == [
        f"members of TESTCLIENT: {one} made, by user {admin.pk}",
        f"members of TESTCLIENT: {one} sent again, by user {admin.pk}",
        f"members of TESTCLIENT: {one} accepted, by user {user.pk}",
        f"members of TESTCLIENT: user {user.pk} is viewer now, was no member, by user {user.pk}",
        f"members of TESTCLIENT: user {user.pk} is editor now, was viewer, by user {admin.pk}",
        f"members of TESTCLIENT: user {user.pk} is no member now, was editor, by user {admin.pk}",
        f"members of TESTCLIENT: {two} made, by user {admin.pk}",
        f"members of TESTCLIENT: {two} withdrawn, by user {admin.pk}",
    ]
    assert {record.tenant for record in caplog.records} == {TENANT}
    assert "secret@" not in caplog.text
    assert token not in caplog.text


def in_threads(*acts: object) -> list[object]:
    """What each of `acts`, begun at one moment, came to: None, or its error."""
    start, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(at: int, act: object) -> None:
        start.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 - it is looked at
            outcomes[at] = error
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def skip_on_sqlite() -> None:
    if connections["default"].vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time and fails the other")


@pytest.mark.django_db(databases=["default"], transaction=True)
def test_two_admins_cannot_demote_each_other_at_once(admin: User) -> None:
    skip_on_sqlite()
    second = MembershipFactory(role="admin").user
    for _ in range(5):
        outcomes = in_threads(
            lambda: change_role(admin.pk, tenant=TENANT, role="viewer", by=second),
            lambda: change_role(second.pk, tenant=TENANT, role="viewer", by=admin),
        )
        assert [type(outcome) for outcome in outcomes if outcome] == [LastAdminError]
        Membership.objects.update(role="admin")


@pytest.mark.django_db(databases=["default"], transaction=True)
def test_token_accepted_twice_at_once_makes_one_member(admin: User) -> None:
    skip_on_sqlite()
    users = [UserFactory(), UserFactory()]
    token = invite("a@example.org", tenant=TENANT, role="viewer", by=admin).token
    outcomes = in_threads(*(lambda user=user: accept_invitation(token, user=user) for user in users))
    assert [isinstance(outcome, InvitationError) for outcome in outcomes if outcome] == [True]
    assert Membership.objects.filter(user__in=users).count() == 1
