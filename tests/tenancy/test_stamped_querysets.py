"""A queryset reads the tenant it was made in, wherever and however it is evaluated."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Count, F, Max, Q

from poseidon.tenancy.api import CrossTenantError, NoTenantError, tenant_context
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.tenancy.unguarded import naive_routing
from tests.testapp.models import Author, Book, StockAuthor, Tag

pytestmark = [pytest.mark.django_db(databases=TENANT_DATABASES), pytest.mark.usefixtures("rows")]

Made = Callable[[Any], Any]

WAYS_TO_DERIVE: dict[str, Made] = {
    "all": lambda rows: rows.all(),
    "filter": lambda rows: rows.filter(pk=1),
    "exclude": lambda rows: rows.exclude(pk=99),
    "order_by": lambda rows: rows.order_by("-name"),
    "slice": lambda rows: rows[:5],
    "or": lambda rows: rows.filter(pk=1) | rows.filter(pk=99),
    "and": lambda rows: rows.filter(pk=1) & rows.filter(rank=0),
    "xor": lambda rows: rows.filter(pk=1) ^ rows.filter(pk=99),
    "union": lambda rows: rows.filter(pk=1).union(rows.filter(pk=99)),
    "union all": lambda rows: rows.filter(pk=1).union(rows.filter(pk=99), all=True),
    "intersection": lambda rows: rows.intersection(rows.filter(pk=1)),
    "difference": lambda rows: rows.difference(rows.filter(pk=99)),
    "distinct": lambda rows: rows.distinct(),
    "reverse": lambda rows: rows.order_by("pk").reverse(),
    "only": lambda rows: rows.only("name"),
    "defer": lambda rows: rows.defer("name"),
    "annotate": lambda rows: rows.annotate(books_written=Count("books")),
    "alias": lambda rows: rows.alias(higher=F("rank") + 1).filter(higher=1),
    "select_for_update": lambda rows: rows.select_for_update(),
    "prefetch_related": lambda rows: rows.prefetch_related("books__tags"),
    "extra": lambda rows: rows.extra(where=["rank = 0"]),
    "using None": lambda rows: rows.using(None),
    "sub-query": lambda rows: Author.objects.using(OURS).filter(pk__in=rows.values("pk")),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda rows: pickle.loads(pickle.dumps(rows)),
    "complex filter": lambda rows: rows.complex_filter(Q(pk=1)),
}


@pytest.mark.parametrize("derive", WAYS_TO_DERIVE.values(), ids=WAYS_TO_DERIVE)
def test_what_is_derived_from_a_queryset_reads_its_tenant(derive: Made) -> None:
    with tenant_context(OURS):
        derived = derive(Author.objects.filter(pk=1))
    with tenant_context(OTHER):
        assert [author.name for author in derived] == ["Ada"]
    derived = derived.all()
    assert [author.name for author in derived] == ["Ada"]


def test_without_stamps_the_same_queryset_reads_whoever_is_in_context() -> None:
    with tenant_context(OURS):
        derived = StockAuthor.objects.filter(pk=1)
    with tenant_context(OTHER):
        assert [author.name for author in derived] == ["Bea"], "Django's own queryset is routed when it runs"


EVALUATIONS: dict[str, tuple[Made, object]] = {
    "list": (lambda rows: [row.name for row in rows], ["Ada", "Abe"]),
    "len": (len, 2),
    "bool": (bool, True),
    "index": (lambda rows: rows[0].name, "Ada"),
    "slice": (lambda rows: [row.name for row in rows[:1]], ["Ada"]),
    "get": (lambda rows: rows.get(pk=1).name, "Ada"),
    "first": (lambda rows: rows.first().name, "Ada"),
    "last": (lambda rows: rows.last().name, "Abe"),
    "earliest": (lambda rows: rows.order_by().earliest("pk").name, "Ada"),
    "latest": (lambda rows: rows.order_by().latest("pk").name, "Abe"),
    "count": (lambda rows: rows.count(), 2),
    "exists": (lambda rows: rows.filter(pk=2).exists(), True),
    "aggregate": (lambda rows: rows.aggregate(most=Max("pk"))["most"], 2),
    "in_bulk": (lambda rows: sorted(row.name for row in rows.order_by().in_bulk().values()), ["Abe", "Ada"]),
    "iterator": (lambda rows: [row.name for row in rows.iterator()], ["Ada", "Abe"]),
    "iterator in chunks": (lambda rows: [row.name for row in rows.iterator(chunk_size=1)], ["Ada", "Abe"]),
    "values": (lambda rows: list(rows.values("name")), [{"name": "Ada"}, {"name": "Abe"}]),
    "values_list": (lambda rows: list(rows.values_list("name", flat=True)), ["Ada", "Abe"]),
    "contains": (lambda rows: rows.contains(Author.objects.using(OURS).get(pk=2)), True),
    "in": (lambda rows: rows[1] in rows, True),
    "repr": (repr, "<TenantQuerySet [<Author: Ada>, <Author: Abe>]>"),
    "explain": (lambda rows: bool(rows.explain()), True),
    "raw": (lambda rows: rows.raw("SELECT * FROM testapp_author").using(OURS) is not None, True),
}


@pytest.mark.parametrize("outside", [None, OTHER], ids=["outside all tenants", "in the other tenant"])
@pytest.mark.parametrize("name", EVALUATIONS)
def test_each_evaluation_reads_the_queryset_s_own_tenant(name: str, outside: str | None) -> None:
    evaluate, expected = EVALUATIONS[name]
    with tenant_context(OURS):
        rows = Author.objects.order_by("pk")
    if name in ("contains", "raw"):
        evaluate = _in_ours(evaluate)
    with tenant_context(outside):
        assert evaluate(rows) == expected


def _in_ours(evaluate: Made) -> Made:
    return tenant_context(OURS)(lambda rows: evaluate(rows))


def test_dates_read_the_queryset_s_own_tenant() -> None:
    with tenant_context(OURS):
        Book.objects.update(published="2026-05-01")
        months, moments = Book.objects.dates("published", "month"), Book.objects.filter(pk=1)
    with tenant_context(OTHER):
        assert [day.isoformat() for day in months] == ["2026-05-01"]
        assert moments.get().published is not None
        assert list(Book.objects.dates("published", "month")) == []


def test_the_rows_of_a_queryset_evaluated_elsewhere_are_of_its_tenant_with_all_that_hangs_on_them() -> None:
    with tenant_context(OURS):
        books = Book.objects.select_related("author").prefetch_related("tags")
        bare = Book.objects.only("pk")
    with tenant_context(OTHER):
        (book,), (thin,) = books, bare
        assert (book.author.name, [tag.label for tag in book.tags.all()]) == ("Ada", ["Ada's tag"])
        assert (thin.title, thin.author.name) == ("Ada's book", "Ada")
        assert [tag.label for tag in thin.tags.all()] == ["Ada's tag"]
        assert [other.title for other in thin.author.books.all()] == ["Ada's book"]


def test_a_pickled_query_put_under_another_queryset_brings_its_tenant() -> None:
    with tenant_context(OURS):
        query = pickle.dumps(Author.objects.filter(pk=1).query)
    with tenant_context(OTHER):
        rows = Author.objects.all()
        rows.query = pickle.loads(query)
        assert [author.name for author in rows] == ["Ada"]


def test_a_pickled_queryset_holds_the_rows_of_its_tenant_even_if_pickled_elsewhere() -> None:
    with tenant_context(OURS):
        rows = Author.objects.filter(pk=1)
    with tenant_context(OTHER):
        (author,) = pickle.loads(pickle.dumps(rows))
        assert author.name == "Ada"
        with pytest.raises(CrossTenantError):
            author.save()


def test_an_iterator_begun_in_one_tenant_goes_on_in_another() -> None:
    with tenant_context(OURS):
        ours = Author.objects.order_by("pk").iterator(chunk_size=1)
    with tenant_context(OTHER):
        other = Author.objects.order_by("pk").iterator(chunk_size=1)
        assert [next(ours).name, next(other).name, next(ours).name] == ["Ada", "Bea", "Abe"]
        assert next(other, None) is None


def test_an_iterator_prefetches_in_its_own_tenant() -> None:
    with tenant_context(OURS):
        books = Book.objects.prefetch_related("tags").iterator(chunk_size=10)
    with tenant_context(OTHER):
        assert [tag.label for book in books for tag in book.tags.all()] == ["Ada's tag"]


def test_a_queryset_that_nobody_stamped_is_refused_outside_all_tenants() -> None:
    for evaluate in (list, len, bool, pickle.dumps, lambda rows: rows.count(), lambda rows: rows.iterator()):
        with pytest.raises(NoTenantError, match=r"Author.*no tenant is in context"):
            evaluate(Author.objects.all())


def test_its_sql_can_be_read_without_running_it() -> None:
    with tenant_context(OURS):
        rows = Author.objects.filter(name="Ada")
        assert "Ada" in str(rows.query)
    assert "testapp_author" in str(rows.query)
    with tenant_context(OTHER):
        assert "testapp_author" in str(rows.query)


def test_the_intermediate_rows_of_a_relation_are_stamped_too() -> None:
    with tenant_context(OURS):
        book = Book.objects.get(pk=1)
        book.tags.add(Tag.objects.create(pk=2, label="second"))
        through = Book.tags.through.objects.all()
    with tenant_context(OTHER):
        assert through.count() == 2
        assert len(through) == 2
        assert Book.tags.through.objects.count() == 1


def test_a_naive_router_reads_a_relation_from_whoever_is_in_context() -> None:
    """What the engine's router is for, and the guard of statements behind it."""
    with tenant_context(OURS):
        book = Book.objects.get(pk=1)
        stock = StockAuthor.objects.get(pk=1)
    with tenant_context(OTHER):
        with naive_routing():
            assert [str(row) for row in stock.books.all()] == ["Bea's book"]
        with pytest.raises(CrossTenantError, match=f"{OURS}.*{OTHER}"):
            list(stock.books.all())
        assert book.author.name == "Ada"
