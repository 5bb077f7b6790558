"""`manage.py open_account`: an operator's one command for a new customer."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from poseidon.domain.accounts.models import Accounts
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.tenancy.api import Membership, tenant_context
from tests.factories import AccountsFactory, UserFactory
from tests.support.demonstration import Demonstration

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
        (["--tenant", "TESTCLIEN"], "no tenant 'TESTCLIEN'. Did you mean TESTCLIENT"),
        (["--conference", "TOOLONGCODE"], "code: .*at most 8"),
        (["--conference", "A/B"], "code: .*letters, digits, dots and dashes only"),
        (["--conference", " "], "code: "),
        (["--name", " "], "name: A customer needs a name"),
        (["--name", "N" * 76], "name: .*75 characters"),
        (["--timezone", "Europe/Berln"], "timezone: There is no such time zone"),
        (["--from", "2026-03-30", "--to", "2026-03-01"], "dateend: It ends before it begins"),
        (["--from", "2026-02-30"], "'2026-02-30' is no day; write it as in 2026-09-30"),
        ([], "has an account already"),
    ],
)
def test_what_the_services_refuse_is_told_without_a_stack_trace(arguments: list[str], why: str) -> None:
    UserFactory(username="ada")
    AccountsFactory(acronym=TENANT)
    with pytest.raises(CommandError, match=why):
        call("--admin", "ada", *arguments)
    assert not Membership.objects.exists()


def test_what_was_refused_is_done_once_it_is_right() -> None:
    """A typing mistake must not use up the one chance to open the account."""
    UserFactory(username="ada")
    with pytest.raises(CommandError):
        call("--admin", "ada", "--timezone", "Europe/Berln")
    assert not Accounts.objects.exists()
    assert call("--admin", "ada", "--timezone", "Europe/Berlin")[0].endswith(
        "account opened, conference AM26."
    )
    with pytest.raises(CommandError, match="has an account already; it was left as it is"):
        call("--admin", "ada", "--timezone", "Europe/Paris")


def test_a_tenant_without_tables_is_told_what_is_missing(tmp_path: Path) -> None:
    demonstration = Demonstration(tmp_path)
    user = "from django.contrib.auth.models import User; User.objects.create(username='ada')"
    code = "from django.core.management import call_command as call; call('migrate', verbosity=0); "
    assert demonstration.python(code + user).returncode == 0
    done = demonstration.manage(*COMMAND, "--admin", "ada")
    assert done.returncode == 1
    assert "CommandError: A database of TESTCLIENT refused: no such table" in done.stderr
    assert "manage.py migrate_all" in done.stderr
    assert "Traceback" not in done.stderr
