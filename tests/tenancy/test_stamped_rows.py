"""A row belongs to the tenant it was loaded from or made in, whatever is done to it and wherever."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from poseidon.tenancy.api import CrossTenantError, NoTenantError, WrongDatabaseError, tenant_context
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.tenancy.unguarded import naive_routing, stored, unguarded_statements
from tests.testapp.models import Author, Book, StockAuthor

pytestmark = [pytest.mark.django_db(databases=TENANT_DATABASES), pytest.mark.usefixtures("rows")]

BOTH_NAMED = rf"(?s){OTHER}.*{OURS}|{OURS}.*{OTHER}"


@pytest.fixture
def author() -> Author:
    with tenant_context(OURS):
        return Author.objects.get(pk=1)


def nothing_changed() -> bool:
    return (stored(OURS), stored(OTHER)) == (["Ada", "Abe"], ["Bea"])


# -- the leak


def test_a_stock_row_saved_in_another_tenant_overwrites_the_row_with_its_key() -> None:
    with tenant_context(OURS):
        stock = StockAuthor.objects.get(pk=1)
    with tenant_context(OTHER), naive_routing():
        stock.save()
    assert stored(OTHER) == ["Ada"], "the other tenant's Bea is gone"


def test_a_stock_row_deleted_in_another_tenant_deletes_the_row_with_its_key() -> None:
    with tenant_context(OURS):
        stock = StockAuthor.objects.get(pk=2)
    with tenant_context(OTHER), naive_routing():
        StockAuthor.objects.create(pk=2, name="Bob")
        stock.delete()
    assert stored(OTHER) == ["Bea"]


def test_stock_rows_of_two_tenants_are_equal_by_key() -> None:
    first, second = StockAuthor.objects.using(OURS).get(pk=1), StockAuthor.objects.using(OTHER).get(pk=1)
    assert first == second
    assert len({first, second}) == 1


# -- writing

WRITES: dict[str, Callable[[Any], Any]] = {
    "save": lambda row: row.save(),
    "save some fields": lambda row: row.save(update_fields=["name"]),
    "insert": lambda row: row.save(force_insert=True),
    "update": lambda row: row.save(force_update=True),
    "save_base": lambda row: row.save_base(),
    "save_base raw": lambda row: row.save_base(raw=True),
    "delete": lambda row: row.delete(),
    "save here": lambda row: row.save(using=OTHER),
    "save_base here": lambda row: row.save_base(using=OTHER),
    "delete here": lambda row: row.delete(using=OTHER),
    "refresh here": lambda row: row.refresh_from_db(using=OTHER),
    "refresh from a queryset": lambda row: row.refresh_from_db(from_queryset=Author.objects.all()),
    "save there": lambda row: row.save(using=OURS),
    "delete there": lambda row: row.delete(using=OURS),
    "save on a shared database": lambda row: row.save(using="default"),
    "bulk_create": lambda row: Author.objects.bulk_create([row], ignore_conflicts=True),
    "bulk_update": lambda row: Author.objects.bulk_update([row], ["name"]),
    "create related": lambda row: row.books.create(title="new"),
    "get_or_create related": lambda row: row.books.get_or_create(title="new"),
    "update_or_create related": lambda row: row.books.update_or_create(title="new"),
    "update related": lambda row: row.books.update(title="new"),
    "delete related": lambda row: row.books.all().delete(),
    "clear related": lambda row: row.books.clear(),
    "add own related": lambda row: row.books.add(row.books.get()),
    "set own related": lambda row: row.books.set([]),
    "bulk_create related": lambda row: row.books.bulk_create([Book(title="new")]),
    "add tag": lambda row: row.books.get().tags.add(1),
    "remove tag": lambda row: row.books.get().tags.remove(1),
    "clear tags": lambda row: row.books.get().tags.clear(),
    "set tags": lambda row: row.books.get().tags.set([]),
    "create tag": lambda row: row.books.get().tags.create(label="new"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_writing_a_row_in_another_tenant_is_refused(write: Any, author: Author) -> None:
    author.name = "changed"
    with (
        tenant_context(OTHER),
        pytest.raises((CrossTenantError, WrongDatabaseError), match=BOTH_NAMED + "|default"),
    ):
        write(author)
    assert nothing_changed()
    assert stored(OURS, "testapp_book", "title") == ["Ada's book"]
    assert stored(OURS, "testapp_book_tags", "tag_id") == [1]
    assert stored(OTHER, "testapp_book_tags", "tag_id") == [1]


def test_the_refusal_does_not_lean_on_the_guard_of_statements(author: Author) -> None:
    with unguarded_statements(OURS, OTHER), tenant_context(OTHER):
        for write in (author.save, author.delete, author.books.clear):
            with pytest.raises(CrossTenantError):
                write()
        with pytest.raises(CrossTenantError):
            author.save(using=OTHER)
    assert nothing_changed()


def test_a_new_row_belongs_to_the_tenant_it_was_made_in() -> None:
    with tenant_context(OURS):
        new = Author(name="new")
    with tenant_context(OTHER):
        for write in (new.save, lambda: new.save(using=OTHER), lambda: Author.objects.bulk_create([new])):
            with pytest.raises(CrossTenantError, match=r"Author \(new\)|OTHERCLIENT"):
                write()
    new.save()
    assert stored(OURS) == ["Ada", "Abe", "new"]


def test_a_new_row_made_outside_all_tenants_takes_the_tenant_it_is_saved_in() -> None:
    new = Author(name="new")
    with pytest.raises(NoTenantError):
        new.save()
    with tenant_context(OTHER):
        new.save()
    with tenant_context(OURS), pytest.raises(CrossTenantError):
        new.save()
    assert stored(OTHER) == ["Bea", "new"]


COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda row: pickle.loads(pickle.dumps(row)),
}


@pytest.mark.parametrize("duplicate", COPIES.values(), ids=COPIES)
def test_a_copy_belongs_to_the_tenant_of_its_original(duplicate: Any, author: Author) -> None:
    with tenant_context(OTHER):
        twin = duplicate(author)
        assert twin == author
        with pytest.raises(CrossTenantError):
            twin.save()
    assert twin.books.get().title == "Ada's book"


@pytest.mark.parametrize(
    "load", [lambda: Author.objects.get(pk=1), lambda: Author.objects.using(OURS).get(pk=1)]
)
def test_a_row_made_new_by_taking_its_key_away_stays_in_its_tenant(load: Any) -> None:
    """Django's documented way to copy a row, and to move one between databases."""
    with tenant_context(OURS):
        row = load()
    row.pk, row._state.adding = None, True
    with tenant_context(OTHER):
        for write in (row.save, lambda: row.save(using=OTHER)):
            with pytest.raises(CrossTenantError):
                write()
    with tenant_context(OURS):
        row.save()
    assert (stored(OURS), stored(OTHER)) == (["Ada", "Abe", "Ada"], ["Bea"])


def test_a_row_loaded_outside_all_tenants_and_made_new_stays_in_its_tenant() -> None:
    row = Author.objects.using(OURS).get(pk=1)
    row.pk, row._state.adding = None, True
    with tenant_context(OTHER), pytest.raises(CrossTenantError):
        row.save()
    row.save()
    assert stored(OURS) == ["Ada", "Abe", "Ada"]


def test_a_row_deleted_and_saved_again_goes_back_to_its_tenant(author: Author) -> None:
    with tenant_context(OURS):
        author.delete()
    with tenant_context(OTHER), pytest.raises(CrossTenantError):
        author.save()
    with tenant_context(OURS):
        author.pk = 1
        author.save()
    assert stored(OURS) == ["Ada", "Abe"]


# -- reading more of a row


def test_what_hangs_on_a_row_is_read_from_its_tenant(author: Author) -> None:
    Author.objects.using(OURS).filter(pk=1).update(rank=9)
    with tenant_context(OTHER):
        author.refresh_from_db()
        assert author.rank == 9
        assert author.books.get().title == "Ada's book"
        assert author.books.count() == 1
        assert author.books.filter(title__contains="Ada").exists()
        assert [tag.label for tag in author.books.first().tags.all()] == ["Ada's tag"]
        with pytest.raises(CrossTenantError):
            author.books.using(OTHER)


def test_a_deferred_field_is_fetched_from_the_row_s_tenant() -> None:
    with tenant_context(OURS):
        author = Author.objects.defer("name").get(pk=1)
    with tenant_context(OTHER):
        assert author.name == "Ada"


def test_a_stock_row_s_deferred_field_comes_from_whoever_is_in_context_under_a_naive_router() -> None:
    with tenant_context(OURS):
        stock = StockAuthor.objects.only("rank").get(pk=1)
    with naive_routing(), tenant_context(OTHER):
        stock.refresh_from_db(using=None)
        assert stock.name == "Bea"


# -- equality


def test_rows_of_two_tenants_are_never_equal(author: Author) -> None:
    with tenant_context(OTHER):
        same_key = Author.objects.get(pk=1)
        made_here = Author(pk=1)
    assert author != same_key
    assert author != made_here
    assert author not in [same_key, made_here]
    assert len({author, same_key}) == 2
    assert {author: "ours", same_key: "theirs"}[same_key] == "theirs"


def test_two_loads_of_one_row_are_equal_and_hash_alike(author: Author) -> None:
    again = Author.objects.using(OURS).get(pk=1)
    assert author == again
    assert len({author, again, pickle.loads(pickle.dumps(author))}) == 1
    with tenant_context(OURS):
        new = Author(name="x")
    with pytest.raises(TypeError):
        hash(new)
    assert new == new
    assert author != "Ada"


# -- validation


def test_uniqueness_of_a_row_is_asked_of_its_own_tenant() -> None:
    from tests.testapp.models import Tag

    with tenant_context(OURS):
        tag = Tag(label="Bea's tag")  # taken in the other tenant, free in ours
        tag.full_clean()
    with tenant_context(OTHER), pytest.raises(CrossTenantError):
        tag.save()
