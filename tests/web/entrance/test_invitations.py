"""What the link of an invitation opens."""

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client

from poseidon.commons.config.databases import TenantDatabases
from poseidon.tenancy import api
from poseidon.tenancy.models import Invitation, Membership
from tests.factories import UserFactory
from tests.web.conftest import DATABASES, SignIn
from tests.web.html import problems_of

pytestmark = pytest.mark.django_db(databases=DATABASES)

FORM = {
    "first_name": "Nora",
    "last_name": "New",
    "new_password1": "gulls-at-night",
    "new_password2": "gulls-at-night",
}


@pytest.fixture
def address(users: dict[str, User]) -> str:
    token = api.invite("new@example.org", tenant="TESTCLIENT", role="editor", by=users["admin"]).token
    return f"/invitation/{token}/"


def look(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    assert problems_of(answer.text) == []
    assert "no-store" in answer["Cache-Control"]
    return answer.text


def test_new_person_makes_an_account_and_is_in(address: str, client: Client) -> None:
    page = look(client, address)
    assert "Join The Test Society" in page
    assert "at least 8 characters" in page
    answer = client.post(address, FORM)
    assert answer["Location"] == "/TESTCLIENT/"
    assert client.get("/TESTCLIENT/people/").status_code == 200
    assert client.get("/OTHERCLIENT/people/").status_code == 404
    assert client.post("/sign-out/").status_code == 302
    client.post("/", {"username": "new@example.org", "password": "gulls-at-night"})
    assert client.get("/TESTCLIENT/people/").status_code == 200


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"new_password2": "other"}, "match"),
        ({"new_password1": "short", "new_password2": "short"}, "too short"),
        ({"new_password1": "password", "new_password2": "password"}, "too common"),
        ({"new_password1": "new@example.org", "new_password2": "new@example.org"}, "too similar"),
        ({"last_name": ""}, "required"),
    ],
)
def test_form_that_is_not_right_says_why(
    change: dict[str, str], reason: str, address: str, client: Client
) -> None:
    answer = client.post(address, {**FORM, **change})
    assert answer.status_code == 200
    assert reason in answer.text
    assert problems_of(answer.text) == []
    assert not User.objects.filter(email="new@example.org").exists()


def test_person_with_an_account_signs_in_and_accepts(address: str, client: Client) -> None:
    user = UserFactory(username="nora", email="NEW@example.org")
    page = look(client, address)
    assert f'href="/?next={address}"' in page
    assert client.post(address, FORM).status_code == 200  # makes no second account
    assert User.objects.filter(email__iexact="new@example.org").count() == 1
    assert (
        client.post("/", {"username": "nora", "password": "secret", "next": address})["Location"] == address
    )
    assert "You are signed in as <strong>nora</strong>" in look(client, address)
    assert not Membership.objects.filter(user=user).exists()  # looking is not accepting
    assert client.post(address)["Location"] == "/TESTCLIENT/"
    assert Membership.objects.get(user=user).role == "editor"


def test_link_works_once(address: str, client: Client, client_of: SignIn) -> None:
    client.post(address, FORM)
    other = client_of("outsider")
    assert "accepted already" in look(other, address, 410)
    assert other.post(address).status_code == 410
    assert other.get("/TESTCLIENT/people/").status_code == 404


def test_who_accepted_it_is_led_in_by_a_second_click(address: str, client: Client) -> None:
    client.post(address, FORM)
    for answer in (client.post(address, FORM), client.get(address)):
        assert (answer.status_code, answer["Location"]) == (302, "/TESTCLIENT/")
    Membership.objects.all().delete()
    assert "accepted already" in look(client, address, 410)


@pytest.mark.parametrize("role", ["viewer", "admin"])
def test_member_keeps_the_higher_of_two_roles(role: str, address: str, client_of: SignIn) -> None:
    member = client_of(role)
    assert member.post(address)["Location"] == "/TESTCLIENT/"
    expected = {"viewer": "editor", "admin": "admin"}[role]
    assert Membership.objects.get(user__username=role, tenant="TESTCLIENT").role == expected


def test_invitation_that_ends_while_its_form_is_filled_in_makes_nobody(
    address: str, client: Client, users: dict[str, User]
) -> None:
    look(client, address)
    number = Invitation.objects.get().pk
    api.withdraw_invitation(number, tenant="TESTCLIENT", by=users["admin"])
    assert "has withdrawn it" in client.post(address, FORM).text
    assert not User.objects.filter(email="new@example.org").exists()


def test_tenant_that_left_the_list_is_joined_by_nobody(
    address: str, client: Client, settings: LazySettings
) -> None:
    look(client, address)
    settings.DATABASES = TenantDatabases(
        settings.DATABASES.static, tenants=lambda: frozenset({"OTHERCLIENT"}), build=settings.DATABASES._build
    )
    assert client.post(address, FORM).status_code == 404
    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("O'Brien+x@Example.org", "obrien+x@example.org"),
        ("taken'@example.org", "taken@example.org-2"),
        ("a" * 60 + "@" + ".".join(["b" * 50] * 3) + ".org", None),
        ("a@exämple.org", "a@exämple.org"),
    ],
)
def test_every_address_makes_an_account_that_operators_can_edit(
    email: str, name: str | None, client: Client, users: dict[str, User]
) -> None:
    UserFactory(username="other", email="taken@example.org")
    token = api.invite(email, tenant="TESTCLIENT", role="viewer", by=users["admin"]).token
    assert client.post(f"/invitation/{token}/", FORM)["Location"] == "/TESTCLIENT/"
    user = User.objects.get(email=email.lower())
    user.full_clean()
    assert name is None or user.username == name
    for typed in (email, user.username):
        other = Client()
        assert other.post("/", {"username": typed, "password": FORM["new_password1"]}).status_code == 302
        assert other.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({"expires_at": "2020-01-01T00:00:00Z"}, 410, "good for 7 days"),
        ({"withdrawn_at": "2020-01-01T00:00:00Z"}, 410, "has withdrawn it"),
        ({"token_hash": "of a newer mail"}, 404, "a newer mail has replaced it"),
        ({"tenant": "GONECLIENT"}, 404, "incomplete"),
    ],
)
def test_link_that_opens_nothing_says_why(
    changes: dict[str, str], status: int, reason: str, address: str, client: Client
) -> None:
    Invitation.objects.update(**changes)
    assert reason in look(client, address, status)
    assert client.post(address, FORM).status_code == status
    assert not User.objects.filter(email="new@example.org").exists()


def test_account_that_is_switched_off_is_not_revived(address: str, client: Client) -> None:
    UserFactory(email="new@example.org", is_active=False)
    assert "switched off" in look(client, address, 410)


def test_accepting_needs_the_form_of_this_site(address: str, users: dict[str, User]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(users["outsider"], "django.contrib.auth.backends.ModelBackend")
    assert client.post(address).status_code == 403
    assert not Membership.objects.filter(user=users["outsider"]).exists()
