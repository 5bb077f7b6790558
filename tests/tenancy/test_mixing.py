"""What is of two tenants cannot be combined in one query."""

from collections import deque
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)

from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.api import CrossTenantError, WrongDatabaseError, tenant_context
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.testapp.models import Author, Book, Note, Shelf, StockAuthor, StockBook, Tag

pytestmark = [pytest.mark.django_db(databases=TENANT_DATABASES), pytest.mark.usefixtures("rows")]

BOTH_NAMED = rf"(?s){OTHER}.*{OURS}|{OURS}.*{OTHER}"


@pytest.fixture
def theirs() -> Any:
    """A queryset of the other tenant's authors."""
    with tenant_context(OTHER):
        return Author.objects.filter(pk=1)


@pytest.fixture
def their_author(theirs: Any) -> Author:
    with tenant_context(OTHER):
        return theirs.get()


@pytest.fixture
def their_book() -> Book:
    with tenant_context(OTHER):
        return Book.objects.get(pk=1)


# -- querysets with querysets

COMBINATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "or": lambda ours, theirs: ours | theirs,
    "and": lambda ours, theirs: ours & theirs,
    "xor": lambda ours, theirs: ours ^ theirs,
    "union": lambda ours, theirs: ours.union(theirs),
    "union of three": lambda ours, theirs: ours.union(ours.filter(pk=2), theirs),
    "union with none first": lambda ours, theirs: ours.none().union(ours, theirs),
    "intersection": lambda ours, theirs: ours.intersection(theirs),
    "difference": lambda ours, theirs: ours.difference(theirs),
    "pk__in": lambda ours, theirs: ours.filter(pk__in=theirs),
    "pk__in values": lambda ours, theirs: ours.filter(pk__in=theirs.values("pk")),
    "pk__in query": lambda ours, theirs: ours.filter(pk__in=theirs.values("pk").query),
    "pk__in rows": lambda ours, theirs: ours.filter(pk__in=list(theirs)),
    "pk__in iterator": lambda ours, theirs: ours.filter(pk__in=theirs.iterator()),
    "pk__in deque": lambda ours, theirs: ours.filter(pk__in=deque(theirs)),
    "pk__in dictionary's values": lambda ours, theirs: ours.filter(pk__in=theirs.in_bulk().values()),
    "exclude": lambda ours, theirs: ours.exclude(pk__in=theirs),
    "Q": lambda ours, theirs: ours.filter(Q(pk=7) | ~Q(pk__in=theirs)),
    "Exists": lambda ours, theirs: ours.filter(Exists(theirs)),
    "not Exists": lambda ours, theirs: ours.exclude(Exists(theirs.filter(pk=OuterRef("pk")))),
    "Subquery": lambda ours, theirs: ours.annotate(other=Subquery(theirs.values("name")[:1])),
    "Subquery in alias": lambda ours, theirs: ours.alias(other=Subquery(theirs.values("pk")[:1])).filter(
        pk=F("other")
    ),
    "Subquery in order_by": lambda ours, theirs: list(ours.order_by(Subquery(theirs.values("name")[:1]))),
    "Subquery in When": lambda ours, theirs: ours.annotate(
        known=Case(When(pk__in=theirs.values("pk"), then=Value(1)), default=Value(0))
    ),
    "Subquery in update": lambda ours, theirs: ours.update(name=Subquery(theirs.values("name")[:1])),
    "Subquery in aggregate": lambda ours, theirs: ours.aggregate(name=Subquery(theirs.values("name")[:1])),
}


@pytest.mark.parametrize("where", [None, OURS, OTHER])
@pytest.mark.parametrize("combine", COMBINATIONS.values(), ids=COMBINATIONS)
def test_querysets_of_two_tenants_are_not_combined(combine: Any, where: str | None, theirs: Any) -> None:
    with tenant_context(OURS):
        ours = Author.objects.all()
    with tenant_context(where), pytest.raises(CrossTenantError, match=BOTH_NAMED):
        combine(ours, theirs)


def test_django_s_own_sub_query_runs_wholly_in_the_outer_database() -> None:
    """The leak: author 2 is ours alone, but is counted among the other tenant's."""
    with tenant_context(OTHER):
        theirs = StockAuthor.objects.all()
    with tenant_context(OURS):
        assert StockAuthor.objects.filter(pk__in=theirs).count() == 2


# -- instances as values

VALUES: dict[str, Callable[[Any], Any]] = {
    "equal": lambda author: Book.objects.filter(author=author),
    "exact": lambda author: Book.objects.filter(author__exact=author),
    "in list": lambda author: Book.objects.filter(author__in=[1, author]),
    "in set": lambda author: Book.objects.filter(author__in={author}),
    "in generator": lambda author: Book.objects.filter(author__in=(each for each in [author])),
    "exclude": lambda author: Book.objects.exclude(author=author),
    "get": lambda author: Book.objects.get(author=author),
    "Q": lambda author: Book.objects.filter(~Q(author=author)),
    "pk": lambda author: Author.objects.filter(pk=author),
    "through a relation": lambda author: Tag.objects.filter(books__author=author),
    "exclude through a relation": lambda author: Tag.objects.exclude(books__author=author),
    "backwards": lambda author: Author.objects.filter(books__author=author),
    "When": lambda author: Book.objects.annotate(
        theirs=Case(When(author=author, then=Value(1)), default=Value(0))
    ),
    "contains": lambda author: Author.objects.all().contains(author),
    "update": lambda author: Book.objects.update(author=author),
    "get_or_create": lambda author: Book.objects.get_or_create(author=author),
    "update_or_create": lambda author: Book.objects.update_or_create(author=author),
    "create defaults": lambda author: Book.objects.get_or_create(title="new", defaults={"author": author}),
    "update defaults": lambda author: Book.objects.update_or_create(pk=1, defaults={"author": author}),
    "create": lambda author: Book.objects.create(title="new", author=author),
    "build": lambda author: Book(title="new", author=author),
    "bulk_create": lambda author: Author.objects.bulk_create([author]),
    "bulk_update": lambda author: Author.objects.bulk_update([author], ["name"]),
    "bulk_create generator": lambda author: Author.objects.bulk_create(each for each in [Author(), author]),
    "from a queryset": lambda author: Book.objects.all().bulk_create([Book(author=author)]),
}


@pytest.mark.parametrize("use", VALUES.values(), ids=VALUES)
def test_an_instance_of_another_tenant_is_no_value(use: Any, their_author: Author) -> None:
    with tenant_context(OURS):
        with pytest.raises(CrossTenantError, match=BOTH_NAMED):
            use(their_author)
        assert list(Book.objects.values_list("title", "author__name")) == [("Ada's book", "Ada")]


def test_django_s_own_filter_matches_another_tenant_s_instance_by_its_key() -> None:
    with tenant_context(OTHER):
        their_author = StockAuthor.objects.get(pk=1)
    with tenant_context(OURS):
        assert [book.title for book in StockBook.objects.filter(author=their_author)] == ["Ada's book"]


def test_a_new_instance_of_another_tenant_is_no_value_either() -> None:
    with tenant_context(OTHER):
        new = Author(pk=1, name="new")
    with tenant_context(OURS), pytest.raises(CrossTenantError):
        Book.objects.filter(author=new)


def test_rows_of_a_raw_query_are_no_values(their_author: Author) -> None:
    raw = Author.objects.using(OTHER).raw("SELECT * FROM testapp_author")
    ours = Author.objects.using(OURS)
    with pytest.raises(CrossTenantError):
        ours.filter(pk__in=raw)


# -- prefetching


def test_a_prefetch_of_another_tenant_is_refused(their_book: Book) -> None:
    with tenant_context(OTHER):
        theirs = Book.objects.all()
    for lookup in (Prefetch("books", theirs), Prefetch("books", theirs.filter(pk=1), to_attr="read")):
        with tenant_context(OURS):
            with pytest.raises(CrossTenantError, match=BOTH_NAMED):
                Author.objects.prefetch_related(lookup)
            author = Author.objects.get(pk=1)
            with pytest.raises(CrossTenantError, match=BOTH_NAMED):
                prefetch_related_objects([author], lookup)


def test_a_prefetch_deep_inside_another_is_refused() -> None:
    with tenant_context(OTHER):
        theirs = Tag.objects.all()
    with tenant_context(OURS):
        with pytest.raises(CrossTenantError):
            Author.objects.prefetch_related(Prefetch("books__tags", theirs))
        with pytest.raises(CrossTenantError):
            Book.objects.prefetch_related(Prefetch("tags", theirs, to_attr="labels"))


def test_a_prefetch_forward_along_a_foreign_key_is_refused(theirs: Any) -> None:
    with tenant_context(OURS):
        book = Book.objects.get(pk=1)
        with pytest.raises(CrossTenantError):
            prefetch_related_objects([book], Prefetch("author", theirs))


def test_without_stamps_a_prefetch_of_another_database_mismatches_in_silence() -> None:
    with tenant_context(OURS):
        (author,) = StockAuthor.objects.filter(pk=1)
    prefetch_related_objects([author], Prefetch("books", StockBook.objects.using(OTHER)))
    assert [book.title for book in author.books.all()] == ["Bea's book"]


def test_rows_of_two_tenants_are_not_prefetched_together(their_author: Author) -> None:
    with tenant_context(OURS):
        author = Author.objects.get(pk=1)
        with pytest.raises(CrossTenantError, match=BOTH_NAMED):
            prefetch_related_objects([author, their_author], "books")


def test_rows_of_one_tenant_are_prefetched_in_it_wherever_that_is_done(their_author: Author) -> None:
    for where in (None, OURS, OTHER):
        with tenant_context(where):
            prefetch_related_objects([their_author], "books__tags")
        assert [tag.label for book in their_author.books.all() for tag in book.tags.all()] == ["Bea's tag"]
        del their_author._prefetched_objects_cache


def test_a_prefetch_made_in_the_same_tenant_works_wherever_it_is_evaluated() -> None:
    with tenant_context(OURS):
        authors = Author.objects.filter(pk=1).prefetch_related(
            Prefetch("books", Book.objects.filter(title__startswith="Ada"), to_attr="read"), "books__tags"
        )
    with tenant_context(OTHER):
        (author,) = authors
        assert [book.title for book in author.read] == ["Ada's book"]


# -- with models of other databases


def test_a_sub_query_on_a_shared_database_is_refused_both_ways() -> None:
    with tenant_context(OURS):
        authors = Author.objects.values("name")
        for shared in (Accounts.objects.all(), Shelf.objects.all()):
            with pytest.raises(WrongDatabaseError, match="lives in"):
                shared.filter(pk__in=authors)
            with pytest.raises(WrongDatabaseError, match="lives in"):
                list(Author.objects.filter(name__in=shared.values("pk")))
        with pytest.raises(WrongDatabaseError):
            Note.objects.filter(Exists(authors))


def test_rows_of_shared_databases_are_not_related_to_a_tenant_s() -> None:
    with tenant_context(OURS):
        author = Author.objects.get(pk=1)
        shelf = Shelf.objects.create(name="oak")
        with pytest.raises(ValueError, match="Author"):
            Note(text="x", shelf=author)  # not even of the right class
        with pytest.raises((ValueError, TypeError)):
            Book(title="x", author=shelf)
