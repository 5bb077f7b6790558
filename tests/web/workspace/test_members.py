"""The members page, for a tenant's admins."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from poseidon.tenancy.models import Invitation, Membership
from tests.factories import AccountsFactory, MembershipFactory
from tests.web.conftest import DATABASES, CountQueries, SignIn
from tests.web.html import problems_of

pytestmark = pytest.mark.django_db(databases=DATABASES)

PAGE = "/TESTCLIENT/members/"


@pytest.fixture
def admin(client_of: SignIn) -> Client:
    return client_of("admin")


def look(client: Client, path: str = "") -> str:
    answer = client.get(PAGE + path)
    assert answer.status_code == 200
    assert problems_of(answer.text) == []
    return answer.text


def invite(client: Client, email: str, role: str = "editor") -> Client:
    return client.post(f"{PAGE}invite/", {"email": email, "role": role}, follow=True)


def test_members_are_listed_with_their_roles(admin: Client, users: dict[str, User]) -> None:
    page = look(admin)
    for name in ("viewer", "editor", "admin"):
        assert f"{name}@example.org" in page
    assert "stranger@example.org" not in page
    assert page.count(" selected>") == 3


def test_invitation_is_mailed_and_listed(admin: Client) -> None:
    AccountsFactory._meta.model.objects.filter(acronym="TESTCLIENT").update(name="Tom & Jerry\nBcc: x")
    answer = invite(admin, "New@example.org")
    assert "An invitation was sent to new@example.org" in answer.text
    assert problems_of(answer.text) == []
    (message,) = mail.outbox
    assert message.to == ["new@example.org"]
    assert message.subject == "admin invites you to Tom & Jerry\\nBcc: x".replace("\\n", "\n").replace(
        "\n", " "
    )
    token = re.search(r"http://testserver/invitation/([\w-]{40,})/", message.body)
    assert token
    assert "as editor" in message.body
    assert token[1] not in answer.text
    assert "new@example.org" in look(admin)


@pytest.mark.parametrize(
    ("email", "role", "reason"),
    [
        ("viewer@example.org", "viewer", "a member already"),
        ("invited@example.org", "viewer", "invited already"),
        ("nonsense", "viewer", "valid email"),
        ("", "viewer", "required"),
        ("new@example.org", "operator", "not one of the available choices"),
        ("a@example.org\r\nBcc: b@example.org", "viewer", "valid email"),
    ],
)
def test_refused_invitation_says_why(email: str, role: str, reason: str, admin: Client) -> None:
    invite(admin, "invited@example.org")
    mail.outbox.clear()
    answer = invite(admin, email, role)
    assert answer.status_code == 400
    assert reason in answer.text
    assert problems_of(answer.text) == []
    assert mail.outbox == []


def test_mail_that_cannot_be_sent_is_told_and_the_invitation_kept(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    assert "could not be sent" in invite(admin, "new@example.org").text
    assert Invitation.objects.filter(email="new@example.org").exists()


def test_invitation_is_sent_again_and_withdrawn(admin: Client) -> None:
    invite(admin, "new@example.org")
    number = Invitation.objects.get().pk
    again = admin.post(f"{PAGE}invitations/{number}/resend/", follow=True)
    assert "less than a minute ago" in again.text
    Invitation.objects.update(sent_at="2020-01-01T00:00:00Z")
    assert (
        "was sent to new@example.org" in admin.post(f"{PAGE}invitations/{number}/resend/", follow=True).text
    )
    assert len(mail.outbox) == 2
    withdrawn = admin.post(f"{PAGE}invitations/{number}/withdraw/", follow=True)
    assert "was withdrawn" in withdrawn.text
    assert (
        "accepted or withdrawn already"
        in admin.post(f"{PAGE}invitations/{number}/withdraw/", follow=True).text
    )


def test_role_changes_count_from_the_next_request(
    admin: Client, client_of: SignIn, users: dict[str, User]
) -> None:
    editor = client_of("editor")
    assert editor.get(PAGE).status_code == 403
    admin.post(f"{PAGE}{users['editor'].pk}/role/", {"role": "admin"})
    assert editor.get(PAGE).status_code == 200


def test_revoked_member_is_refused_at_the_next_request(
    admin: Client, client_of: SignIn, users: dict[str, User]
) -> None:
    viewer, number = client_of("viewer"), users["viewer"].pk
    assert viewer.get("/TESTCLIENT/people/").status_code == 200
    assert "viewer cannot enter" in look(admin, f"{number}/revoke/")
    assert viewer.get("/TESTCLIENT/people/").status_code == 200  # nobody has answered yet
    assert "is no member any more" in admin.post(f"{PAGE}{number}/revoke/", follow=True).text
    assert viewer.get("/TESTCLIENT/people/").status_code == 404
    assert admin.get(f"{PAGE}{number}/revoke/").status_code == 404


def test_last_admin_is_told_why_they_must_stay(admin: Client, users: dict[str, User]) -> None:
    number = users["admin"].pk
    for answer in (
        admin.post(f"{PAGE}{number}/role/", {"role": "viewer"}, follow=True),
        admin.post(f"{PAGE}{number}/revoke/", follow=True),
    ):
        assert "Make somebody else an admin first" in answer.text
    assert Membership.objects.get(user=number, tenant="TESTCLIENT").role == "admin"


def test_admin_who_leaves_is_led_out(admin: Client, users: dict[str, User]) -> None:
    MembershipFactory(role="admin")
    assert "That is you" in look(admin, f"{users['admin'].pk}/revoke/")
    assert admin.post(f"{PAGE}{users['admin'].pk}/revoke/")["Location"] == "/"


@pytest.mark.parametrize("role", ["viewer", "editor", "stranger", "outsider", "anonymous"])
def test_only_admins_change_anything(role: str, client_of: SignIn, users: dict[str, User]) -> None:
    client, number = client_of(role), users["viewer"].pk
    for path, data in (
        ("invite/", {"email": "x@example.org", "role": "admin"}),
        (f"{number}/role/", {"role": "admin"}),
        (f"{number}/revoke/", {}),
    ):
        assert client.post(PAGE + path, data).status_code in (302, 403, 404)
    assert Membership.objects.get(user=number).role == "viewer"
    assert not Invitation.objects.exists()


def test_member_of_another_tenant_is_out_of_reach(admin: Client, users: dict[str, User]) -> None:
    number = users["stranger"].pk
    assert "no member any more" in admin.post(f"{PAGE}{number}/role/", {"role": "viewer"}, follow=True).text
    assert admin.post(f"{PAGE}{number}/revoke/").status_code == 404
    assert Membership.objects.get(user=number).role == "admin"


def test_many_members_take_the_queries_of_few(admin: Client, count_queries: CountQueries) -> None:
    seen = []
    for more in (1, 10):
        for number in range(more):
            MembershipFactory()
            invite(admin, f"{more}-{number}@example.org")
        with count_queries() as counts:
            admin.get(PAGE)
        seen.append(counts)
    assert seen[0] == seen[1]
    assert seen[0]["OTHERCLIENT"] == 0
