"""Reads may go to the replica, writes never do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import router

from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.api import NoTenantError, tenant_atomic, tenant_context, use_primary
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.testapp.models import Author, Book, Note

pytestmark = [pytest.mark.django_db(databases=TENANT_DATABASES), pytest.mark.usefixtures("rows")]
REPLICA = f"{OURS}_RO"


def test_reads_go_to_the_replica_and_writes_to_the_primary() -> None:
    with tenant_context(OURS):
        assert (router.db_for_read(Author), router.db_for_write(Author)) == (REPLICA, OURS)
        assert Author.objects.all().db == Author.objects.get(pk=1)._state.db == REPLICA
        assert Author.objects.create(name="x")._state.db == OURS
        assert Author.objects.get_or_create(name="y")[0]._state.db == OURS
        assert Author.objects.select_for_update().db == OURS
    assert (router.db_for_read(Accounts), router.db_for_write(Accounts)) == ("accounts_RO", "accounts")
    assert router.db_for_read(Note) == router.db_for_write(Note) == "default"


def test_outside_all_tenants_neither_is_guessed() -> None:
    for choose in (router.db_for_read, router.db_for_write):
        with pytest.raises(NoTenantError, match="Author"):
            choose(Author)


def test_code_that_acts_on_what_it_reads_keeps_to_the_primary() -> None:
    with tenant_context(OURS):
        with use_primary():
            assert Author.objects.get(pk=1)._state.db == OURS
        with tenant_atomic():
            assert Author.objects.get(pk=1)._state.db == OURS


def test_a_model_may_keep_its_reads_on_the_primary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Author, "_PREFER_READ_REPLICA", False, raising=False)
    with tenant_context(OURS):
        assert (Author.objects.all().db, Book.objects.all().db) == (OURS, REPLICA)


WRITES: dict[str, Callable[[Any], Any]] = {
    "save": lambda author: author.save(),
    "refresh and save": lambda author: (author.refresh_from_db(), author.save()),
    "related": lambda author: author.books.create(title="x"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_row_read_from_the_replica_is_written_to_the_primary(write: Any) -> None:
    with tenant_context(OURS):
        author = Author.objects.get(pk=1)
        assert router.db_for_write(Author, instance=author) == OURS
        write(author)
        assert router.db_for_write(Book, instance=author) == OURS


def test_what_hangs_on_a_row_stays_with_its_tenant_on_either() -> None:
    with tenant_context(OURS):
        read, written = Author.objects.get(pk=1), Author.objects.create(name="x")
    for where in (None, OURS, OTHER):
        with tenant_context(where):
            assert read.books.all().db == REPLICA
            assert written.books.all().db == OURS
