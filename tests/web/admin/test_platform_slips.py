"""The platform's admin bears slips and oddities: memberships twice, one's own rights, odd texts."""

from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client

from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.api import Membership
from tests.web.conftest import DATABASES, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)

USERS, ACCOUNTS = "/admin/auth/user/", "/admin/poseidon/accounts/"
FORM = {"date_joined_0": "2024-01-01", "date_joined_1": "10:00", "is_active": "on"}


@pytest.fixture
def operator(client_of: SignIn) -> Client:
    return client_of("operator")


def memberships(*tenants: str) -> dict[str, str]:
    lines = {f"memberships-{number}-tenant": tenant for number, tenant in enumerate(tenants)}
    roles = {f"memberships-{number}-role": "editor" for number in range(len(tenants))}
    return {"memberships-TOTAL_FORMS": str(len(tenants)), "memberships-INITIAL_FORMS": "0", **lines, **roles}


@pytest.mark.parametrize(
    "tenants",
    [("TESTCLIENT",), ("testclient ",), ("OTHERCLIENT", "otherclient"), ("NOSUCH",), ("OTHERCLIENT", "X")],
)
def test_membership_twice_or_of_nothing_is_told_at_its_field(
    tenants: tuple[str, ...], operator: Client, users: dict[str, User]
) -> None:
    form = {**FORM, "username": "viewer", **memberships(*tenants)}
    assert operator.post(f"{USERS}{users['viewer'].pk}/change/", form).status_code == 200
    held = Membership.objects.filter(user=users["viewer"]).values_list("tenant", "role")
    assert list(held) == [("TESTCLIENT", "viewer")]


def test_membership_of_another_tenant_is_made_and_a_change_keeps_the_row(
    operator: Client, users: dict[str, User]
) -> None:
    form = {**FORM, "username": "viewer", **memberships("otherclient")}
    assert operator.post(f"{USERS}{users['viewer'].pk}/change/", form).status_code == 302
    made = Membership.objects.get(user=users["viewer"], tenant="OTHERCLIENT")
    change = {"user": made.user_id, "tenant": "OTHERCLIENT", "role": "admin"}
    assert operator.post(f"/admin/tenancy/membership/{made.pk}/change/", change).status_code == 302
    assert Membership.objects.get(pk=made.pk).role == "admin"
    change["tenant"] = "TESTCLIENT"
    assert operator.post(f"/admin/tenancy/membership/{made.pk}/change/", change).status_code == 200


def test_operator_makes_another_one_but_keeps_their_own_rights(
    operator: Client, client_of: SignIn, users: dict[str, User]
) -> None:
    form = {**FORM, "username": "viewer", "is_superuser": "on", **memberships()}
    assert operator.post(f"{USERS}{users['viewer'].pk}/change/", form).status_code == 302
    assert client_of("viewer").get("/admin/").status_code == 200
    own = {**FORM, "username": "operator", **memberships()}
    del own["is_active"]
    assert operator.post(f"{USERS}{users['operator'].pk}/change/", own, follow=True).status_code == 200
    assert User.objects.filter(username="operator", is_superuser=True, is_active=True).exists()
    other = client_of("viewer").post(f"{USERS}{users['operator'].pk}/change/", own)
    assert other.status_code == 302
    assert operator.get("/admin/").status_code == 302


def test_acronym_of_an_account_is_not_changed_and_no_copy_is_made(operator: Client) -> None:
    form = {"acronym": "TEST2", "name": "New name", "active": "true"}
    assert operator.post(f"{ACCOUNTS}TESTCLIENT/change/", form).status_code == 302
    assert set(Accounts.objects.values_list("acronym", "name")) == {
        ("TESTCLIENT", "New name"),
        ("OTHERCLIENT", "The Other Society"),
    }


@pytest.mark.mysql
def test_text_that_the_accounts_cannot_hold_is_told_at_the_field(operator: Client) -> None:
    answer = operator.post(f"{ACCOUNTS}add/", {"acronym": "NEWONE", "name": "Party 🎉"})
    assert "cannot hold “🎉” here" in answer.text


def test_odd_searches_and_keys_are_no_error(operator: Client) -> None:
    for place in ("auth/user/", "auth/group/", "tenancy/membership/", "poseidon/accounts/"):
        for text in ("😀", "x' OR 1=1"):
            answer = operator.get(f"/admin/{place}", {"q": text})
            assert answer.status_code == 200, (place, text)
            assert not answer.context["cl"].result_list, (place, text)
        for query in ("name=😀", "username__regex=(", "id=x", "password__startswith=p", "e=1&p=99", "o=x"):
            answer = operator.get(f"/admin/{place}", QUERY_STRING=quote(query, safe="=&"))
            assert answer.status_code in (200, 302, 400), (place, query)
        for key in ("x", "%F0%9F%98%80", "_00", "9" * 30):
            for verb in ("change", "delete", "history"):
                assert operator.get(f"/admin/{place}{key}/{verb}/").status_code in (302, 403), (place, key)
        for key in ("x", "\0", "😀", "987654"):
            form = {"action": "delete_selected", "_selected_action": key, "post": "yes"}
            assert operator.post(f"/admin/{place}", form).status_code in (200, 302), (place, key)
    for user in ("x", "😀", "\0"):
        form = {"user": user, "tenant": "TESTCLIENT", "role": "viewer"}
        assert operator.post("/admin/tenancy/membership/add/", form).status_code == 200
