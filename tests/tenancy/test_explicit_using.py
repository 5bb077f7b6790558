"""A database that is named: enough outside all tenants, refused inside another one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Prefetch
from django.db.utils import ConnectionDoesNotExist

from poseidon.tenancy.api import CrossTenantError, TenancyError, WrongDatabaseError, tenant_context
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.tenancy.unguarded import stored
from tests.testapp.models import Author, Book, StockAuthor, Tag

pytestmark = [pytest.mark.django_db(databases=TENANT_DATABASES), pytest.mark.usefixtures("rows")]

READS: dict[str, Callable[[str], Any]] = {
    "using": lambda alias: Author.objects.using(alias).get(pk=1).name,
    "db_manager": lambda alias: Author.objects.db_manager(alias).get(pk=1).name,
    "replica": lambda alias: Author.objects.using(f"{alias}_RO").get(pk=1).name,
    "base manager": lambda alias: Author._base_manager.using(alias).get(pk=1).name,
    "default manager": lambda alias: Author._default_manager.db_manager(alias).get(pk=1).name,
    "using late": lambda alias: Author.objects.db_manager(alias).filter(pk=1).using(alias).get().name,
    "values": lambda alias: Author.objects.using(alias).values_list("name", flat=True)[0],
    "iterator": lambda alias: next(Author.objects.using(alias).order_by("pk").iterator()).name,
    "related": lambda alias: Book.objects.using(alias).select_related("author")[0].author.name,
    "relation": lambda alias: Book.objects.using(alias)[0].author.name,
    "reverse": lambda alias: Tag.objects.using(alias).get(books__title__contains="book").label[:3],
    "many to many": lambda alias: Book.objects.using(alias)[0].tags.get().label[:3],
    "prefetch": lambda alias: Book.objects.using(alias).prefetch_related("author")[0].author.name,
    "sub-query": lambda alias: (
        Author.objects.using(alias).get(pk__in=Book.objects.using(alias).values("author")).name
    ),
    "through": lambda alias: Book.tags.through.objects.using(alias).get().tag.label[:3],
    "raw": lambda alias: Author.objects.using(alias).raw("SELECT * FROM testapp_author ORDER BY id")[0].name,
    "raw using": lambda alias: (
        Author.objects.using(alias).raw("SELECT * FROM testapp_author", using=alias)[0].name
    ),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_read_that_names_its_database(read: Callable[[str], Any]) -> None:
    assert (read(OURS), read(OTHER)) == ("Ada", "Bea")
    with tenant_context(OURS):
        assert read(OURS) == "Ada"
        with pytest.raises(CrossTenantError, match=f"(?s){OTHER}.*{OURS}"):
            read(OTHER)


WRITES: dict[str, Callable[[str], Any]] = {
    "create": lambda alias: Author.objects.using(alias).create(name="new"),
    "save": lambda alias: Author(name="new").save(using=alias),
    "db_manager": lambda alias: Author.objects.db_manager(alias).create(name="new"),
    "get_or_create": lambda alias: Author.objects.using(alias).get_or_create(name="new"),
    "update_or_create": lambda alias: Author.objects.using(alias).update_or_create(name="new"),
    "bulk_create": lambda alias: Author.objects.using(alias).bulk_create([Author(name="new")]),
    "update": lambda alias: Author.objects.using(alias).filter(pk=1).update(name="new"),
    "bulk_update": lambda alias: _rename(Author.objects.using(alias).get(pk=1), alias),
    "delete": lambda alias: Author.objects.using(alias).filter(pk=1).delete(),
    "delete row": lambda alias: Author.objects.using(alias).get(pk=1).delete(using=alias),
    "delete row of itself": lambda alias: Author.objects.using(alias).get(pk=1).delete(),
    "save row of itself": lambda alias: _renamed(Author.objects.using(alias).get(pk=1)).save(),
    "related create": lambda alias: (
        Author.objects.using(alias).get(pk=1).books.create(title="new").author.delete()
    ),
}


def _renamed(author: Author) -> Author:
    author.name = "new"
    return author


def _rename(author: Author, alias: str) -> None:
    Author.objects.using(alias).bulk_update([_renamed(author)], ["name"])


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_write_that_names_its_database(write: Callable[[str], Any]) -> None:
    ours, others = stored(OURS), stored(OTHER)
    with tenant_context(OURS), pytest.raises(CrossTenantError, match=f"(?s){OTHER}.*{OURS}"):
        write(OTHER)
    assert stored(OTHER) == others
    write(OTHER)
    assert stored(OTHER) != others
    assert stored(OURS) == ours


def test_stock_django_writes_wherever_the_name_says_from_inside_another_tenant() -> None:
    """The leak that `save(using=…)` is, but for the guard of statements, which stops it here."""
    row = StockAuthor.objects.using(OURS).get(pk=1)
    row.save(using=OTHER)
    assert stored(OTHER) == ["Ada"]
    with tenant_context(OURS), pytest.raises(CrossTenantError):
        row.save(using=OTHER)


def test_a_row_of_one_tenant_is_not_saved_by_naming_another_outside_all() -> None:
    row = Author.objects.using(OURS).get(pk=1)
    for write in (row.save, row.delete, row.refresh_from_db, row.save_base):
        with pytest.raises(CrossTenantError, match=f"(?s){OTHER}.*{OURS}.*Author 1"):
            write(using=OTHER)
    assert stored(OTHER) == ["Bea"]


def test_a_queryset_of_one_tenant_is_not_sent_to_another() -> None:
    for rows in (Author.objects.using(OURS), Author.objects.using(OURS).filter(pk=1)):
        with pytest.raises(CrossTenantError):
            rows.using(OTHER)
    assert Author.objects.using(OURS).using(f"{OURS}_RO").count() == 2


def test_a_prefetch_that_names_another_database_is_refused() -> None:
    with pytest.raises(CrossTenantError):
        list(Author.objects.using(OURS).prefetch_related(Prefetch("books", Book.objects.using(OTHER))))


@pytest.mark.parametrize("alias", ["default", "accounts", "poseidon", "poseidon_RO", "accounts_RO"])
def test_tenant_data_is_not_used_on_a_shared_database(alias: str) -> None:
    for where in (None, OURS):
        with tenant_context(where):
            for use in (
                lambda: Author.objects.using(alias),
                lambda: Author.objects.db_manager(alias).all(),
                lambda: Author(name="x").save(using=alias),
            ):
                with pytest.raises(TenancyError, match=alias):
                    use()


def test_a_database_that_does_not_exist_is_none() -> None:
    with pytest.raises((ConnectionDoesNotExist, TenancyError), match="NOBODY"):
        Author.objects.using("NOBODY").count()
    with tenant_context(OURS), pytest.raises(TenancyError, match="NOBODY"):
        Author.objects.using("NOBODY").count()


def test_shared_models_do_not_live_in_tenants() -> None:
    from tests.testapp.models import Shelf

    with pytest.raises(WrongDatabaseError, match="testapp_shelf"):
        Shelf.objects.using(OURS).count()
