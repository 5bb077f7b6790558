"""Models that say nothing of a database: what Django's documentation on multiple databases promises holds.

https://docs.djangoproject.com/en/5.2/topics/db/multi-db/
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connections, router, transaction
from django.db.models import Prefetch

from poseidon.tenancy.api import tenant_context
from tests.tenancy.names import OTHER, OURS
from tests.testapp.models import Note, Shelf

DATABASES = ["default", "second", OURS, OTHER]
pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("second_database")]
committing = pytest.mark.django_db(databases=DATABASES, transaction=True)


@pytest.fixture(params=[None, OURS], ids=["outside all tenants", "inside a tenant"], autouse=True)
def where(request: pytest.FixtureRequest) -> Any:
    """All of it holds in a tenant's context too: these models are nobody's."""
    with tenant_context(request.param):
        yield request.param


# -- routing by default


def test_without_a_router_s_word_queries_go_to_default() -> None:
    note = Note.objects.create(text="x")
    assert note._state.db == Note.objects.all().db == "default"
    assert Note.objects.using("default").get() == note
    assert not Note.objects.using("second").exists()


def test_the_router_says_nothing_of_them() -> None:
    from poseidon.tenancy.api import TenantRouter

    note = Note(text="x")
    assert TenantRouter().db_for_read(Note) is TenantRouter().db_for_write(Note) is None
    assert TenantRouter().allow_relation(note, Shelf()) is None


def test_what_belongs_to_a_row_is_read_from_and_written_to_where_the_row_is() -> None:
    shelf = Shelf.objects.using("second").create(name="oak")
    note = shelf.notes.create(text="x")
    assert note._state.db == "second"
    assert shelf.notes.all().db == shelf.notes.get()._state.db == "second"
    assert Note.objects.using("second").get().shelf._state.db == "second"
    assert not Note.objects.exists()


def test_a_row_saves_deletes_and_refreshes_where_it_is() -> None:
    note = Note.objects.using("second").create(text="x")
    note.text = "y"
    note.save()
    assert Note.objects.using("second").get().text == "y"
    Note.objects.using("second").update(text="z")
    note.refresh_from_db()
    assert note.text == "z"
    note.delete()
    assert not Note.objects.using("second").exists()


# -- choosing by hand


def test_using_chooses_the_database_of_a_queryset() -> None:
    Note.objects.using("second").create(text="x")
    rows = Note.objects.all()
    assert (rows.count(), rows.using("second").count(), rows.using("default").count()) == (0, 1, 0)
    assert Note.objects.filter(text="x").using("second").get().text == "x"
    assert Note.objects.db_manager("second").get().text == "x"


VERBS: dict[str, Callable[[Any], Any]] = {
    "create": lambda notes: notes.create(text="x"),
    "get_or_create": lambda notes: notes.get_or_create(text="x"),
    "update_or_create": lambda notes: notes.update_or_create(text="x"),
    "bulk_create": lambda notes: notes.bulk_create([Note(text="x")]),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_each_verb_writes_to_the_database_of_its_queryset(verb: Any) -> None:
    verb(Note.objects.using("second"))
    assert (Note.objects.count(), Note.objects.using("second").count()) == (0, 1)


def test_save_using_writes_to_the_database_that_is_named() -> None:
    note = Note(text="x")
    note.save(using="second")
    assert note._state.db == "second"
    assert (Note.objects.count(), Note.objects.using("second").count()) == (0, 1)


def test_a_saved_row_is_copied_to_another_database_with_its_key() -> None:
    note = Note.objects.create(pk=7, text="x")
    note.save(using="second")
    assert Note.objects.using("second").get(pk=7).text == "x"
    assert Note.objects.get(pk=7).text == "x"


def test_a_copy_with_the_same_key_overwrites_what_stands_there() -> None:
    Note.objects.using("second").create(pk=7, text="theirs")
    Note.objects.create(pk=7, text="ours").save(using="second")
    assert [note.text for note in Note.objects.using("second").all()] == ["ours"]


def test_without_its_key_a_row_is_copied_as_a_new_one() -> None:
    Note.objects.using("second").create(pk=7, text="theirs")
    note = Note.objects.create(pk=7, text="ours")
    note.pk = None
    note.save(using="second")
    assert sorted(each.text for each in Note.objects.using("second").all()) == ["ours", "theirs"]


def test_a_forced_insert_never_overwrites() -> None:
    Note.objects.using("second").create(pk=7, text="theirs")
    note = Note.objects.create(pk=7, text="ours")
    with pytest.raises(IntegrityError), transaction.atomic(using="second"):
        note.save(using="second", force_insert=True)


def test_delete_removes_from_where_the_row_is_or_from_where_is_said() -> None:
    note = Note.objects.create(pk=7, text="x")
    note.save(using="second")
    note = Note.objects.get(pk=7)
    note.delete(using="second")
    assert (Note.objects.count(), Note.objects.using("second").count()) == (1, 0)
    Note.objects.get(pk=7).delete()
    assert not Note.objects.exists()


def test_a_manager_s_own_methods_reach_other_databases_through_db_manager() -> None:
    note = Note.objects.db_manager("second").write("x")
    assert note._state.db == "second"
    user = get_user_model().objects.db_manager("default").create_user("somebody")
    assert user._state.db == "default"


# -- relations


def test_rows_of_two_databases_are_not_related_by_foreign_key() -> None:
    shelf = Shelf.objects.using("second").create(name="oak")
    note = Note.objects.create(text="x")
    with pytest.raises(ValueError, match="the current database router prevents this relation"):
        note.shelf = shelf
    with pytest.raises(ValueError, match=r"isn't saved|prevents this relation"):
        shelf.notes.add(note)


def test_rows_of_two_databases_are_not_related_many_to_many() -> None:
    ours, theirs = Note.objects.create(text="x"), Note.objects.using("second").create(text="y")
    with pytest.raises(ValueError, match="instance is on database"), transaction.atomic():
        ours.related.add(theirs)
    with pytest.raises(ValueError, match="instance is on database"), transaction.atomic():
        ours.related.set([theirs])


def test_a_new_row_goes_to_the_database_of_what_it_is_related_to() -> None:
    shelf = Shelf.objects.using("second").create(name="oak")
    note = Note(text="x", shelf=shelf)
    assert note._state.db == "second"
    note.save()
    assert Note.objects.using("second").get().shelf == shelf


def test_relations_inside_the_second_database_work_as_in_the_first() -> None:
    first, second = (Note.objects.using("second").create(text=text) for text in "xy")
    first.related.add(second)
    assert second.related.get() == first
    assert router.allow_relation(first, second)
    (found,) = Note.objects.using("second").filter(text="x").prefetch_related(Prefetch("related"))
    assert [note.text for note in found.related.all()] == ["y"]
    shelf = Shelf.objects.using("second").create(name="oak")
    shelf.notes.set([first, second])
    assert Note.objects.using("second").filter(shelf__name="oak").count() == 2
    shelf.delete()
    assert not Note.objects.using("second").exists()


def test_a_sub_query_of_another_database_is_refused_where_it_was_named() -> None:
    with pytest.raises(ValueError, match="Subqueries aren't allowed across different databases"):
        list(Note.objects.filter(shelf__in=Shelf.objects.using("second")))


# -- cursors and transactions


def test_raw_cursors_reach_the_database_that_is_named() -> None:
    Note.objects.using("second").create(text="x")
    with connections["second"].cursor() as cursor:
        cursor.execute("SELECT text FROM testapp_note WHERE text = %s", ["x"])
        assert cursor.fetchall() in ((("x",),), [("x",)])
    assert [note.text for note in Note.objects.using("second").raw("SELECT * FROM testapp_note")] == ["x"]
    assert list(Note.objects.raw("SELECT * FROM testapp_note")) == []


def test_a_transaction_of_one_database_does_not_undo_the_other() -> None:
    with pytest.raises(LookupError):
        _write_both_and_fail()
    assert (Note.objects.count(), Note.objects.using("second").count()) == (1, 0)


def _write_both_and_fail() -> None:
    with transaction.atomic(using="default"), transaction.atomic(using="second"):
        Note.objects.using("second").create(text="undone")
        Note.objects.create(text="kept")
        transaction.set_rollback(True, using="second")
    raise LookupError


@committing
def test_a_callback_waits_for_the_transaction_of_the_database_that_is_named() -> None:
    seen: list[str] = []
    with transaction.atomic(using="second"), transaction.atomic():
        transaction.on_commit(lambda: seen.append("second"), using="second")
        transaction.on_commit(lambda: seen.append("default"))
        assert seen == []
    assert seen == ["default", "second"]


@committing
def test_autocommit_and_savepoints_are_each_database_s_own() -> None:
    with transaction.atomic(using="second"):
        assert connections["second"].in_atomic_block
        assert not connections["default"].in_atomic_block
        point = transaction.savepoint(using="second")
        Note.objects.using("second").create(text="x")
        transaction.savepoint_rollback(point, using="second")
    assert not Note.objects.using("second").exists()


# -- commands


def test_commands_work_on_one_database_at_a_time(tmp_path: Any) -> None:
    from django.core.management import call_command

    Note.objects.create(pk=1, text="x")
    path = tmp_path / "notes.json"
    call_command("dumpdata", "testapp.note", output=str(path), verbosity=0)
    assert '"text": "x"' in path.read_text()
    assert "second" in connections
    assert {"default", "accounts", OURS, f"{OURS}_RO", "second"} <= set(connections)
