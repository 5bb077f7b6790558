"""`manage.py open_account`: an operator's one command for a new customer."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from poseidon.domain.accounts.models import Accounts
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.tenancy.api import Membership, tenant_context
from tests.factories import AccountsFactory, UserFactory

TENANT = "TESTCLIENT"
COMMAND = ["open_account", "--tenant", "testclient", "--name", "The Society", "--conference", "AM26"]

pytestmark = pytest.mark.django_db(databases=["default", "accounts", TENANT], transaction=True)


def call(*arguments: str) -> list[str]:
    out = StringIO()
    call_command(*COMMAND, *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_a_customer_is_opened_with_conference_and_admin() -> None:
    UserFactory(username="ada")
    said = call("--admin", "ada", "--conference-name", "Annual Meeting", "--from", "2026-09-01")
    assert said == [
        "TESTCLIENT: account opened, conference AM26.",
        "TESTCLIENT: ada is an admin and its contact.",
    ]
    assert Accounts.objects.get().contact_name == "ada"
    assert Membership.objects.get().role == "admin"
    with tenant_context(TENANT):
        conference = PlanionContainer.objects.get()
    assert (conference.name, str(conference.date), conference.dateend) == (
        "Annual Meeting",
        "2026-09-01",
        None,
    )


def test_run_again_it_says_that_it_was_open() -> None:
    UserFactory(username="ada")
    call("--admin", "ada")
    assert call("--admin", "ada")[0] == "TESTCLIENT: was open already."
    assert (Accounts.objects.count(), Membership.objects.count()) == (1, 1)


def test_an_unknown_admin_is_refused_before_anything() -> None:
    with pytest.raises(CommandError, match="no user 'ada'"):
        call("--admin", "ada")
    assert not Accounts.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--tenant", "NOBODY"], "no tenant 'NOBODY'"),
        (["--conference", "TOOLONGCODE"], "code: .*8 characters"),
        ([], "has an account already"),
    ],
)
def test_what_the_services_refuse_is_told_without_a_stack_trace(arguments: list[str], why: str) -> None:
    UserFactory(username="ada")
    AccountsFactory(acronym=TENANT)
    with pytest.raises(CommandError, match=why):
        call("--admin", "ada", *arguments)
    assert not Membership.objects.exists()
