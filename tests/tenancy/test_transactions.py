"""A write that would escape the transaction its author believes it is in."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections, transaction
from django.db.models.signals import post_save

from poseidon.tenancy.api import (
    CrossTenantError,
    NoTenantError,
    WrongDatabaseTransactionError,
    current_tenant,
    primary_required,
    tenant_atomic,
    tenant_context,
    tenant_on_commit,
    writes_elsewhere,
)
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.tenancy.unguarded import stored, unguarded_statements
from tests.testapp.models import Author, Note, Shelf

pytestmark = pytest.mark.django_db(databases=[*TENANT_DATABASES, "accounts"], transaction=True)


class UndoneError(Exception):
    """Rolls a block back."""


# -- the tenant's own transaction


def test_a_tenant_s_transaction_is_undone_as_a_whole() -> None:
    with tenant_context(OURS):
        with suppress(UndoneError), tenant_atomic() as alias:
            assert alias == OURS
            Author.objects.create(name="Ada")
            raise UndoneError
        assert not Author.objects.exists()
        with tenant_atomic():
            Author.objects.create(name="Ada")
    assert stored(OURS) == ["Ada"]


def test_django_s_bare_atomic_opens_on_default_and_a_tenant_s_write_escapes_it() -> None:
    with tenant_context(OURS):
        with unguarded_statements(OURS), suppress(UndoneError), transaction.atomic():
            Author.objects.create(name="escaped")
            raise UndoneError
        assert stored(OURS) == ["escaped"]
        with (
            pytest.raises(WrongDatabaseTransactionError, match=f"(?s){OURS}.*default.*tenant_atomic"),
            transaction.atomic(),
        ):
            Author.objects.create(name="refused")
    assert stored(OURS) == ["escaped"]


def test_a_transaction_outside_all_tenants_must_name_its_database() -> None:
    with pytest.raises(NoTenantError, match="A transaction"), tenant_atomic():
        pass
    with pytest.raises(NoTenantError, match="A callback after commit"):
        tenant_on_commit(lambda: None)


def test_reads_inside_a_transaction_go_to_the_primary() -> None:
    with tenant_context(OURS):
        assert not primary_required()
        with tenant_atomic():
            assert primary_required()
            with tenant_atomic():
                assert primary_required()
            assert primary_required()
        assert not primary_required()


def test_savepoints_nest() -> None:
    with tenant_context(OURS):
        with tenant_atomic():
            Author.objects.create(name="kept")
            with suppress(UndoneError), tenant_atomic():
                Author.objects.create(name="undone")
                raise UndoneError
        with (
            tenant_atomic(durable=True),
            pytest.raises(RuntimeError, match="durable"),
            tenant_atomic(durable=True),
        ):
            pass
    assert stored(OURS) == ["kept"]


# -- writes on another database

WRITES: dict[str, Callable[[], Any]] = {
    "create": lambda: Note.objects.create(text="x"),
    "save": lambda: Note(text="x").save(),
    "get_or_create": lambda: Note.objects.get_or_create(text="x"),
    "update_or_create, creating": lambda: Note.objects.update_or_create(text="x"),
    "update_or_create, updating": lambda: Note.objects.update_or_create(text="first", defaults={"text": "x"}),
    "get_or_create of a relation": lambda: Shelf.objects.get().notes.get_or_create(text="x"),
    "a session's save": lambda: SessionStore().save(),
    "a session's asave": lambda: async_to_sync(SessionStore().asave)(),
    "bulk_create": lambda: Note.objects.bulk_create([Note(text="x")]),
    "update": lambda: Note.objects.update(text="x"),
    "delete": lambda: Note.objects.all().delete(),
    "delete with its relations": lambda: Shelf.objects.all().delete(),
    "raw": lambda: _execute("INSERT INTO testapp_shelf (name) VALUES ('x')"),
    "raw, commented": lambda: _execute("/* why */ INSERT INTO testapp_shelf (name) VALUES ('x')"),
}


def _execute(sql: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf.objects.create(name="oak")
    Note.objects.create(text="first", shelf=shelf)
    return shelf


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_write_elsewhere_inside_a_tenant_s_transaction_is_refused(write: Any, shelf: Shelf) -> None:
    with (
        tenant_context(OURS),
        tenant_atomic(),
        pytest.raises(WrongDatabaseTransactionError, match=f"(?s)'default'.*'{OURS}'.*writes_elsewhere"),
    ):
        write()
    assert [note.text for note in Note.objects.all()] == ["first"]
    assert Shelf.objects.get() == shelf


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_with_a_transaction_open_there_too_it_may_write(write: Any, shelf: Shelf) -> None:
    with tenant_context(OURS), tenant_atomic(), transaction.atomic(using="default"):
        write()


@pytest.mark.parametrize("verb", ["get_or_create", "update_or_create"])
def test_a_verb_s_own_block_is_committed_although_the_transaction_around_it_is_undone(verb: str) -> None:
    """The leak: its block on `default` looks like a transaction that somebody opened there on purpose."""
    with tenant_context(OURS), unguarded_statements("default"), suppress(UndoneError), tenant_atomic():
        getattr(Note.objects, verb)(text="left behind")
        raise UndoneError
    assert Note.objects.get().text == "left behind"


def test_a_verb_that_only_finds_is_free() -> None:
    Note.objects.create(text="first")
    with tenant_context(OURS), tenant_atomic():
        assert not Note.objects.get_or_create(text="first")[1]


def test_what_a_signal_writes_in_the_midst_of_a_verb_is_refused_too() -> None:
    """Two tenants' databases, each written by a verb with a block of its own."""

    def copy(instance: Author, **kwargs: object) -> None:
        Note.objects.update_or_create(text=instance.name)

    post_save.connect(copy, sender=Author)
    try:
        with tenant_context(OURS), pytest.raises(WrongDatabaseTransactionError):
            Author.objects.get_or_create(name="Ada")
    finally:
        post_save.disconnect(copy, sender=Author)
    assert (stored(OURS), Note.objects.count()) == ([], 0)


def test_a_callback_after_commit_in_the_midst_of_a_verb_is_refused() -> None:
    """It would run when the verb is done, before the transaction around it."""

    def later() -> str:
        transaction.on_commit(lambda: None)
        return "x"

    with (
        tenant_context(OURS),
        tenant_atomic(),
        pytest.raises(WrongDatabaseTransactionError, match="on_commit"),
    ):
        Note.objects.get_or_create(text="x", defaults={"text": later})


def test_without_the_guard_the_write_stays_when_the_transaction_is_undone() -> None:
    with tenant_context(OURS), unguarded_statements("default"), suppress(UndoneError), tenant_atomic():
        Note.objects.create(text="left behind")
        raise UndoneError
    assert Note.objects.get().text == "left behind"


def test_reads_elsewhere_are_free(shelf: Shelf) -> None:
    with tenant_context(OURS), tenant_atomic():
        assert Shelf.objects.get() == shelf


def test_a_named_exemption_lets_one_database_through_and_no_other() -> None:
    with tenant_context(OURS), tenant_atomic():
        with writes_elsewhere("default", reason="the attempt is logged even if it fails"):
            Note.objects.create(text="kept")
        with (
            writes_elsewhere("accounts", reason="not this one"),
            pytest.raises(WrongDatabaseTransactionError),
        ):
            Note.objects.create(text="refused")
        with pytest.raises(WrongDatabaseTransactionError):
            Note.objects.create(text="refused")
    assert [note.text for note in Note.objects.all()] == ["kept"]


def test_an_exemption_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="Say why"), writes_elsewhere("default", reason="  "):
        pass


def test_exemptions_add_up_and_end_with_their_block() -> None:
    with tenant_context(OURS), tenant_atomic():
        with writes_elsewhere("accounts", reason="outer"), writes_elsewhere("default", reason="inner"):
            Note.objects.create(text="kept")
        with pytest.raises(WrongDatabaseTransactionError):
            Note.objects.create(text="refused")


def test_the_exemption_does_not_open_another_tenant() -> None:
    with (
        tenant_context(OURS),
        tenant_atomic(),
        writes_elsewhere(OTHER, reason="never"),
        pytest.raises(CrossTenantError),
    ):
        Author.objects.using(OTHER).create(name="x")


def test_two_tenants_transactions_do_not_cover_each_other() -> None:
    with tenant_context(OURS), tenant_atomic(), tenant_context(OTHER):
        with pytest.raises(WrongDatabaseTransactionError, match=f"(?s)'{OTHER}'.*'{OURS}'"):
            Author.objects.create(name="x")
        with tenant_atomic():
            Author.objects.create(name="Bea")
    assert (stored(OURS), stored(OTHER)) == ([], ["Bea"])


def test_a_transaction_in_another_thread_is_no_business_of_this_one() -> None:
    opened, done = threading.Event(), threading.Event()

    def hold() -> None:
        with tenant_context(OURS), tenant_atomic():
            opened.set()
            done.wait(10)
        connections[OURS].close()

    thread = threading.Thread(target=hold)
    thread.start()
    opened.wait(10)
    try:
        Note.objects.create(text="x")
    finally:
        done.set()
        thread.join()
    assert Note.objects.count() == 1


# -- after commit


def test_a_callback_runs_after_commit_in_the_tenant_that_asked() -> None:
    seen: list[object] = []
    with tenant_context(OURS):
        with tenant_atomic():
            tenant_on_commit(lambda: seen.append((current_tenant(), stored(OURS))))
            Author.objects.create(name="Ada")
            assert seen == []
        assert seen == [(OURS, ["Ada"])]


def test_a_callback_carries_its_tenant_out_of_a_block_that_ends_first() -> None:
    seen: list[str | None] = []
    with transaction.atomic(using=OURS):
        with tenant_context(OURS):
            tenant_on_commit(lambda: seen.append(current_tenant()))
        with tenant_context(OTHER):
            pass
    assert seen == [OURS]


def test_a_callback_of_a_transaction_undone_never_runs() -> None:
    seen: list[int] = []
    with tenant_context(OURS), suppress(UndoneError), tenant_atomic():
        tenant_on_commit(lambda: seen.append(1))
        raise UndoneError
    assert seen == []


def test_where_no_transaction_is_open_it_runs_at_once() -> None:
    seen: list[str | None] = []
    with tenant_context(OURS):
        tenant_on_commit(lambda: seen.append(current_tenant()))
    assert seen == [OURS]


def test_a_robust_callback_that_fails_harms_nobody() -> None:
    seen: list[int] = []

    def fail() -> None:
        raise LookupError

    with tenant_context(OURS), tenant_atomic():
        tenant_on_commit(fail, robust=True)
        tenant_on_commit(lambda: seen.append(1))
    assert seen == [1]


def test_django_s_on_commit_without_an_alias_inside_a_tenant_s_transaction_is_refused() -> None:
    """Stock Django runs it at once, on `default`, before the tenant's transaction has committed."""
    seen: list[str] = []
    with tenant_context(OURS), tenant_atomic():
        type(connections["default"]).on_commit(connections["default"], lambda: seen.append("at once"))
        assert seen == ["at once"], "the leak"
        with pytest.raises(WrongDatabaseTransactionError, match=f"(?s)on_commit.*default.*{OURS}"):
            transaction.on_commit(lambda: seen.append("never"))
        transaction.on_commit(lambda: seen.append("in time"), using=OURS)
        assert seen == ["at once"]
    assert seen == ["at once", "in time"]


def test_django_s_on_commit_outside_all_transactions_is_django_s() -> None:
    seen: list[int] = []
    transaction.on_commit(lambda: seen.append(1))
    with transaction.atomic():
        transaction.on_commit(lambda: seen.append(2))
        assert seen == [1]
    assert seen == [1, 2]
