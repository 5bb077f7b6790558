"""Rows are related inside one tenant only."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from poseidon.tenancy.api import CrossTenantError, tenant_context
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.tenancy.unguarded import naive_routing, stored
from tests.testapp.models import Author, Book, Portrait, StockAuthor, StockBook, Tag

pytestmark = [pytest.mark.django_db(databases=TENANT_DATABASES), pytest.mark.usefixtures("rows")]


class Theirs:
    """The other tenant's rows, loaded there."""

    def __init__(self) -> None:
        with tenant_context(OTHER):
            self.author, self.book, self.tag = Author.objects.get(), Book.objects.get(), Tag.objects.get()
            self.new_book, self.new_tag = Book(title="new"), Tag(label="new")


def our_author() -> Author:
    return Author.objects.get(pk=1)


def our_book() -> Book:
    return Book.objects.get(pk=1)


ATTEMPTS: dict[str, Callable[[Theirs], Any]] = {
    "assign": lambda theirs: setattr(our_book(), "author", theirs.author),
    "assign to a new row": lambda theirs: setattr(Book(), "author", theirs.author),
    "build": lambda theirs: Book(author=theirs.author),
    "one to one": lambda theirs: Portrait(author=theirs.author),
    "one to one backwards": lambda theirs: setattr(theirs.author, "portrait", Portrait()),
    "add": lambda theirs: our_author().books.add(theirs.book),
    "add without bulk": lambda theirs: our_author().books.add(theirs.book, bulk=False),
    "add a new row": lambda theirs: our_author().books.add(theirs.new_book, bulk=False),
    "set": lambda theirs: our_author().books.set([theirs.book]),
    "remove": lambda theirs: our_author().books.remove(theirs.book),
    "bulk_create": lambda theirs: our_author().books.bulk_create([theirs.new_book]),
    "add tag": lambda theirs: our_book().tags.add(theirs.tag),
    "add new tag": lambda theirs: our_book().tags.add(theirs.new_tag),
    "set tags": lambda theirs: our_book().tags.set([theirs.tag]),
    "set tags of a queryset": lambda theirs: our_book().tags.set(_their_tags()),
    "remove tag": lambda theirs: our_book().tags.remove(theirs.tag),
    "remove tags of a queryset": lambda theirs: our_book().tags.remove(*_their_tags()),
    "add backwards": lambda theirs: Tag.objects.get(pk=1).books.add(theirs.book),
    "add from the other side": lambda theirs: theirs.book.tags.add(Tag.objects.get(pk=1)),
    "through": lambda theirs: Book.tags.through.objects.create(book=our_book(), tag=theirs.tag),
    "through built": lambda theirs: Book.tags.through(book=theirs.book, tag=Tag.objects.get(pk=1)),
    "through bulk": lambda theirs: Book.tags.through.objects.bulk_create(
        [Book.tags.through(book=our_book(), tag=theirs.tag)]
    ),
    "filter of a relation": lambda theirs: our_author().books.filter(tags=theirs.tag),
    "get_or_create": lambda theirs: our_book().tags.get_or_create(books=theirs.book),
    "update": lambda theirs: our_author().books.update(author=theirs.author),
}


def _their_tags() -> Any:
    with tenant_context(OTHER):
        return Tag.objects.all()


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_rows_of_two_tenants_are_not_related(attempt: Callable[[Theirs], Any]) -> None:
    theirs = Theirs()
    before = _everything()
    with tenant_context(OURS), pytest.raises(CrossTenantError, match=rf"(?s){OTHER}.*{OURS}|{OURS}.*{OTHER}"):
        attempt(theirs)
    assert _everything() == before


def _everything() -> list[list[Any]]:
    tables = (("testapp_book", "author_id"), ("testapp_book", "title"), ("testapp_book_tags", "tag_id"))
    return [stored(alias, table, column) for alias in (OURS, OTHER) for table, column in tables]


def test_outside_all_tenants_rows_of_two_are_not_related_either() -> None:
    theirs, book = Theirs(), Book.objects.using(OURS).get()
    with pytest.raises(CrossTenantError, match=f"(?s)Author 1.*{OTHER}.*{OURS}.*Book 1"):
        book.author = theirs.author
    with pytest.raises(CrossTenantError):
        book.tags.add(theirs.tag)
    with pytest.raises(CrossTenantError):
        theirs.author.books.create(title="x").tags.add(Tag.objects.using(OURS).get())


def test_without_the_router_the_relation_is_written_by_key() -> None:
    with tenant_context(OTHER):
        theirs = StockAuthor.objects.create(pk=2, name="Bob")
    with tenant_context(OURS), naive_routing():
        book = StockBook.objects.get(pk=1)
        book.author = theirs
        book.save()
    with tenant_context(OURS):
        assert Book.objects.get(pk=1).author.name == "Abe", "the row that happens to have that key here"


def test_a_new_row_made_outside_all_tenants_takes_the_tenant_of_what_it_is_related_to() -> None:
    author = Author.objects.using(OURS).get(pk=1)
    book = Book(title="new", author=author)
    with tenant_context(OTHER), pytest.raises(CrossTenantError):
        book.save()
    book.save()
    book.tags.add(Tag.objects.using(OURS).get())
    assert stored(OURS, "testapp_book", "title") == ["Ada's book", "new"]


def test_relations_inside_one_tenant_work_as_ever() -> None:
    with tenant_context(OURS):
        author, other = Author.objects.order_by("pk")
        first = author.books.get()
        second = author.books.create(title="second")
        other.books.add(first)
        assert [book.title for book in other.books.all()] == ["Ada's book"]
        other.books.set([first, second])
        assert (author.books.count(), other.books.count()) == (0, 2)
        tag = first.tags.create(label="new")
        second.tags.set([tag])
        second.tags.add(tag, 1)
        assert tag.books.count() == 2
        second.tags.remove(tag)
        assert [each.pk for each in second.tags.all()] == [1]
        second.tags.clear()
        other.delete()
        assert not Book.objects.exists()
    with tenant_context(OTHER):
        assert Book.objects.get().tags.get().label == "Bea's tag"


def test_a_cascade_stays_in_its_tenant() -> None:
    with tenant_context(OURS):
        Author.objects.filter(pk=1).delete()
    assert stored(OURS, "testapp_book", "title") == stored(OURS, "testapp_book_tags", "tag_id") == []
    assert stored(OTHER, "testapp_book", "title") == ["Bea's book"]
    assert stored(OTHER, "testapp_book_tags", "tag_id") == [1]


def test_rows_read_from_a_replica_are_related_on_the_primary() -> None:
    with tenant_context(OURS):
        author, book = Author.objects.get(pk=2), Book.objects.get(pk=1)
        assert author._state.db == book._state.db == f"{OURS}_RO"
        author.books.add(book)
        assert Book.objects.get(pk=1).author == author


def test_a_row_read_from_a_replica_is_saved_without_the_fields_that_were_left_out() -> None:
    """Django saves deferred fields too where the row came from another alias, as a copy would need them."""
    with tenant_context(OURS):
        author = Author.objects.only("name").get(pk=1)
        Author.objects.filter(pk=1).update(rank=7)  # meanwhile, by somebody else
        author.name = "Ada Lovelace"
        assert author.get_deferred_fields() == {"rank"}
        author.save()
        assert author.get_deferred_fields() == {"rank"}
    rank = connections[OURS].ops.quote_name("rank")
    assert (stored(OURS), stored(OURS, column=rank)) == (["Ada Lovelace", "Abe"], [7, 0])
