"""The platform's own admin: users, groups, memberships, accounts."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client

from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.api import Membership
from tests.web.conftest import DATABASES, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)


@pytest.fixture
def operator(client_of: SignIn) -> Client:
    return client_of("operator")


def test_operator_makes_a_user_and_a_membership(operator: Client) -> None:
    password = "a long enough phrase 7"
    form = {"username": "grace", "password1": password, "password2": password, "usable_password": "true"}
    assert operator.post("/admin/auth/user/add/", form).status_code == 302
    grace = User.objects.get(username="grace")
    form = {"user": grace.pk, "tenant": "testclient ", "role": "editor"}
    assert operator.post("/admin/tenancy/membership/add/", form).status_code == 302
    assert Membership.objects.filter(user=grace, tenant="TESTCLIENT", role="editor").exists()
    client = Client()
    assert client.post("/", {"username": "grace", "password": password}).status_code == 302
    assert client.get("/TESTCLIENT/").status_code == 200


def test_membership_of_an_unknown_tenant_is_refused(operator: Client, users: dict[str, User]) -> None:
    form = {"user": users["outsider"].pk, "tenant": "NOSUCH", "role": "admin"}
    answer = operator.post("/admin/tenancy/membership/add/", form)
    assert answer.status_code == 200
    assert "No tenant of this name is served" in answer.text


def test_changes_are_in_the_platforms_journal(operator: Client) -> None:
    assert operator.post("/admin/auth/group/add/", {"name": "Staff"}).status_code == 302
    assert Group.objects.filter(name="Staff").exists()
    assert LogEntry.objects.get().object_repr == "Staff"


@pytest.mark.django_db(databases=DATABASES, transaction=True)
def test_account_is_suspended_at_once_and_the_journal_says_so(operator: Client) -> None:
    assert operator.get("/TESTCLIENT/").status_code == 200
    form = {"acronym": "TESTCLIENT", "name": "The Test Society", "active": "false"}
    answer = operator.post("/admin/poseidon/accounts/TESTCLIENT/change/", form)
    assert answer.status_code == 302
    assert not Accounts.objects.get(acronym="TESTCLIENT").active
    assert LogEntry.objects.get().object_id == "TESTCLIENT"
    assert operator.get("/TESTCLIENT/").status_code == 403


def test_account_cannot_be_deleted(operator: Client) -> None:
    assert operator.post("/admin/poseidon/accounts/TESTCLIENT/delete/", {"post": "yes"}).status_code == 403
    assert Accounts.objects.filter(acronym="TESTCLIENT").exists()


def test_user_is_deleted_with_the_memberships(operator: Client, users: dict[str, User]) -> None:
    assert operator.post(f"/admin/auth/user/{users['viewer'].pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Membership.objects.filter(role="viewer").exists()


@pytest.mark.parametrize("path", ["auth/user/", "auth/group/", "tenancy/membership/", "poseidon/accounts/"])
def test_lists_open(path: str, operator: Client) -> None:
    assert operator.get(f"/admin/{path}").status_code == 200


def test_user_page_shows_memberships(operator: Client, users: dict[str, User]) -> None:
    page = operator.get(f"/admin/auth/user/{users['viewer'].pk}/change/").text
    assert 'value="TESTCLIENT"' in page


def test_staff_flag_alone_opens_nothing(client_of: SignIn, users: dict[str, User]) -> None:
    User.objects.filter(username="outsider").update(is_staff=True)
    client = client_of("outsider")
    assert client.get("/admin/").status_code == 404
    assert client.get("/TESTCLIENT/admin/").status_code == 404
