"""From where a request reads: the replica, the primary where it must, the same all along."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connections, router

from poseidon.tenancy.api import Membership, tenant_atomic, tenant_context, use_primary
from poseidon.tenancy.availability import report_lost
from poseidon.tenancy.consistency import reads_scope
from tests.tenancy.consistency.estate import ALPHA, BETA, REPLICA, Estate
from tests.testapp.models import Author, Book

pytestmark = pytest.mark.mysql


def place() -> str | None:
    """The alias that authors are read from now."""
    author = Author.objects.order_by("pk").first()
    assert author is not None
    return author._state.db


def names() -> list[str]:
    return list(Author.objects.order_by("pk").values_list("name", flat=True))


def test_reads_go_to_the_replica(estate: Estate) -> None:
    with tenant_context(ALPHA), reads_scope():
        assert place() == REPLICA


def test_after_a_write_outside_any_request_the_late_replica_is_read(estate: Estate) -> None:
    estate.replica.delay(60)
    with tenant_context(ALPHA):
        Author.objects.create(name="Ada")
        assert names() == [ALPHA]  # what the scopes of requests are there to prevent


@pytest.mark.parametrize("read_before", [False, True])
def test_after_the_first_write_of_a_request_the_primary_is_read(estate: Estate, read_before: bool) -> None:
    estate.replica.delay(60)
    with tenant_context(ALPHA), reads_scope():
        if read_before:
            assert place() == REPLICA
        Author.objects.create(name="Ada")
        assert (names(), place()) == ([ALPHA, "Ada"], ALPHA)
        assert Author.objects.count() == 2


def test_a_write_in_one_tenant_leaves_the_reads_of_another_where_they_are(estate: Estate) -> None:
    with reads_scope():
        with tenant_context(BETA):
            Author.objects.create(name="Bea")
        with tenant_context(ALPHA):
            assert place() == REPLICA
        with tenant_context(BETA):
            assert place() == BETA


def test_reads_inside_a_transaction_go_to_the_primary_and_to_the_replica_after_it(estate: Estate) -> None:
    with tenant_context(ALPHA), reads_scope():
        with tenant_atomic():
            assert place() == ALPHA
        assert place() == REPLICA


def test_locked_reads_go_to_the_primary(estate: Estate) -> None:
    with tenant_context(ALPHA), reads_scope(), tenant_atomic():
        assert Author.objects.select_for_update().get(pk=1)._state.db == ALPHA
    with tenant_context(ALPHA), reads_scope():
        assert Author.objects.select_for_update().db == ALPHA


def test_use_primary_is_for_its_block_alone(estate: Estate) -> None:
    with tenant_context(ALPHA), reads_scope():
        with use_primary():
            assert place() == ALPHA
        assert place() == REPLICA


def test_a_request_keeps_its_choice_and_the_next_one_chooses_anew(estate: Estate) -> None:
    with tenant_context(ALPHA):
        with reads_scope():
            assert place() == REPLICA
            report_lost(connections[REPLICA], "is said to be late")
            assert place() == REPLICA
        with reads_scope():
            assert place() == ALPHA


def test_the_control_database_is_always_read_from_its_primary(estate: Estate) -> None:
    with tenant_context(ALPHA), reads_scope():
        for model in (Session, Membership):
            assert (router.db_for_read(model) or "default") == "default"
            assert model._default_manager.all().db == "default"


def test_a_row_read_from_the_replica_is_refreshed_from_the_primary_after_a_write(estate: Estate) -> None:
    estate.replica.delay(60)
    with tenant_context(ALPHA), reads_scope():
        author, twin = Author.objects.get(pk=1), Author.objects.get(pk=1)
        assert author._state.db == REPLICA
        twin.name = "Ada"
        twin.save()
        author.refresh_from_db()
        assert (author.name, author._state.db) == ("Ada", ALPHA)


def test_relations_of_a_row_read_from_the_replica_are_read_from_the_primary_after_a_write(
    estate: Estate,
) -> None:
    estate.replica.delay(60)
    with tenant_context(ALPHA), reads_scope():
        author, book = Author.objects.get(pk=1), Book.objects.get(pk=1)
        Author.objects.filter(pk=1).update(name="Ada")
        Book.objects.create(title="Second", author=author)
        assert [one.title for one in author.books.order_by("pk")] == ["First", "Second"]
        assert (book.author.name, book.author._state.db) == ("Ada", ALPHA)
