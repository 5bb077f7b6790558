"""What a test commits is gone in the next, whichever alias it wrote through, and permissions are there."""

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connections

from poseidon.domain.accounts.models import Accounts
from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from tests.support.emptying import delete_rows

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT"], transaction=True)
TURNS = pytest.mark.parametrize("turn", ["first", "second"])


@TURNS
def test_committed_rows_do_not_reach_the_next_test(turn: str) -> None:
    with tenant_context("TESTCLIENT"):
        counts = [model.objects.count() for model in (User, Accounts, People)]
        assert counts == [0, 0, 0]
        User.objects.create(username="ada")
        Accounts.objects.create(acronym="TESTCLIENT")
        People.objects.create(last_name="Lovelace")


@TURNS
def test_what_migrations_made_is_there_whatever_the_last_test_did_to_it(turn: str) -> None:
    assert Permission.objects.filter(codename="change_user", name="Can change user").count() == 1
    assert not ContentType.objects.filter(app_label="elsewhere").exists()
    Permission.objects.filter(codename="change_user").update(name="May do anything")
    ContentType.objects.create(app_label="elsewhere", model="thing")


def test_rows_of_other_tables_stay() -> None:
    User.objects.create(username="ada")
    Accounts.objects.create(acronym="TESTCLIENT")
    delete_rows(connections["default"], ["auth_user"])
    assert (User.objects.count(), Accounts.objects.count()) == (0, 1)
