"""A change and its record are kept together or not at all, in the tenant's own database."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connections, transaction

from poseidon.domain.changes import services
from poseidon.domain.changes.errors import HistoryNotReadyError
from poseidon.domain.changes.models import ChangeRecord
from poseidon.models import Room
from poseidon.tenancy.api import (
    CrossTenantError,
    WrongDatabaseTransactionError,
    tenant_atomic,
    tenant_context,
)
from tests.domain.changes.conftest import DATABASES

WRITES: dict[str, Callable[[], object]] = {
    "create": lambda: Room.objects.create(name="new"),
    "save": lambda: _renamed().save(),
    "save of columns": lambda: _renamed().save(update_fields=["name"]),
    "update": lambda: Room.objects.update(name="new"),
    "bulk_create": lambda: Room.objects.bulk_create([Room(name="new"), Room(name="new")]),
    "bulk_update": lambda: Room.objects.bulk_update([_renamed()], ["name"]),
    "delete": lambda: Room.objects.get(name="old").delete(),
    "delete many": lambda: Room.objects.all().delete(),
}
pytestmark = pytest.mark.django_db(databases=DATABASES, transaction=True)


def _renamed() -> Room:
    room: Room = Room.objects.get(name="old")
    room.name = "new"
    return room


def state() -> tuple[list[str], int]:
    """Names of the rooms, and how many records there are, in TESTCLIENT."""
    return sorted(Room.objects.values_list("name", flat=True)), ChangeRecord.objects.count()


@pytest.fixture
def room() -> Room:
    with services.unrecorded(reason="only what follows is looked at"):
        made: Room = Room.objects.create(name="old")
    return made


@pytest.mark.parametrize("write", WRITES.values(), ids=list(WRITES))
def test_rolled_back_change_leaves_no_record(room: Room, write: Callable[[], object]) -> None:
    with pytest.raises(ZeroDivisionError), tenant_atomic():  # noqa: PT012 - the error follows the write
        write()
        assert state()[1] >= 1
        raise ZeroDivisionError
    assert state() == (["old"], 0)


@pytest.mark.parametrize("write", WRITES.values(), ids=list(WRITES))
@pytest.mark.parametrize("outer", [True, False], ids=["inside a transaction", "alone"])
def test_change_is_undone_when_its_record_fails(
    room: Room, write: Callable[[], object], outer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("no record")

    with services.unrecorded(reason="the change alone would be kept"), tenant_atomic():
        write()
        assert state()[0] != ["old"]
        transaction.set_rollback(True, using="TESTCLIENT")
    monkeypatch.setattr(services, "_write", fail)
    if outer:
        with pytest.raises(transaction.TransactionManagementError), tenant_atomic():  # noqa: PT012 - as above
            with pytest.raises(RuntimeError):
                write()
            Room.objects.count()  # whoever swallows the error cannot go on
    else:
        with pytest.raises(RuntimeError):
            write()
    assert state() == (["old"], 0)


def test_two_tenants_keep_their_changes_apart(room: Room) -> None:
    with tenant_context("OTHERCLIENT"):
        Room.objects.create(name="theirs")
        assert ChangeRecord.objects.get().row_label == "theirs"
    assert state() == (["old"], 0)
    with tenant_context(None):
        Room.objects.using("OTHERCLIENT").update(name="outside all tenants")
    with tenant_context("OTHERCLIENT"):
        assert ChangeRecord.objects.count() == 2
        with pytest.raises(CrossTenantError):
            room.delete()
        assert ChangeRecord.objects.count() == 2
    assert state() == (["old"], 0)


def test_change_still_cannot_escape_the_transaction_of_another_database(room: Room) -> None:
    """The transaction that is opened around change and record is not one that was opened on purpose."""
    for write in WRITES.values():
        with pytest.raises(WrongDatabaseTransactionError), transaction.atomic(using="default"):
            write()
    assert state() == (["old"], 0)


def test_tenant_that_was_not_migrated_says_so_and_nothing_is_written(room: Room) -> None:
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("ALTER TABLE poseidon_changerecord RENAME TO away")
        try:
            with pytest.raises(HistoryNotReadyError, match="migrate --database=TESTCLIENT") as told:
                Room.objects.create(name="new")
            assert isinstance(told.value, DatabaseError)
            assert list(Room.objects.values_list("name", flat=True)) == ["old"]
        finally:
            cursor.execute("ALTER TABLE away RENAME TO poseidon_changerecord")
