"""The ORM's asynchronous verbs keep to their tenant."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from poseidon.tenancy.api import CrossTenantError, NoTenantError, current_tenant, tenant_context
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.tenancy.unguarded import stored
from tests.testapp.models import Author, Book

pytestmark = [pytest.mark.django_db(databases=TENANT_DATABASES), pytest.mark.usefixtures("rows")]

Verb = Callable[[Any], Awaitable[Any]]


async def _names(rows: Any) -> list[str]:
    return [row.name async for row in rows]


READS: dict[str, tuple[Verb, object]] = {
    "aget": (lambda rows: rows.values_list("name", flat=True).aget(pk=1), "Ada"),
    "acount": (lambda rows: rows.acount(), 2),
    "aexists": (lambda rows: rows.filter(pk=2).aexists(), True),
    "afirst": (lambda rows: rows.values_list("name", flat=True).afirst(), "Ada"),
    "alast": (lambda rows: rows.values_list("name", flat=True).alast(), "Abe"),
    "aaggregate": (lambda rows: rows.aaggregate(most=models_max("pk")), {"most": 2}),
    "async for": (_names, ["Ada", "Abe"]),
    "aiterator": (lambda rows: _names(rows.aiterator(chunk_size=1)), ["Ada", "Abe"]),
}


def models_max(field: str) -> Any:
    from django.db.models import Max

    return Max(field)


@pytest.mark.parametrize("outside", [None, OTHER], ids=["outside all tenants", "in the other tenant"])
@pytest.mark.parametrize("name", READS)
def test_each_read_is_of_the_queryset_s_own_tenant(name: str, outside: str | None) -> None:
    read, expected = READS[name]

    async def work() -> tuple[Any, str | None]:
        with tenant_context(OURS):
            rows = Author.objects.order_by("pk")
        with tenant_context(outside):
            return await read(rows), current_tenant()

    assert async_to_sync(work)() == (expected, outside)


WRITES: dict[str, Verb] = {
    "asave": lambda row: row.asave(),
    "adelete": lambda row: row.adelete(),
    "arefresh here": lambda row: row.arefresh_from_db(using=OTHER),
    "aupdate": lambda row: row.books.aupdate(title="x"),
    "acreate": lambda row: row.books.acreate(title="x"),
    "aadd": lambda row: row.books.aadd(),
    "aclear": lambda row: row.books.aclear(),
    "abulk_create": lambda row: Author.objects.abulk_create([row]),
    "abulk_update": lambda row: Author.objects.abulk_update([row], ["name"]),
    "aget_or_create": lambda row: Book.objects.aget_or_create(author=row),
    "aupdate_or_create": lambda row: Book.objects.aupdate_or_create(pk=1, defaults={"author": row}),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_each_write_of_a_row_in_another_tenant_is_refused(write: Verb) -> None:
    async def work() -> None:
        with tenant_context(OURS):
            row = await Author.objects.aget(pk=1)
        with tenant_context(OTHER):
            await write(row)

    with pytest.raises(CrossTenantError, match=f"(?s){OURS}.*{OTHER}|{OTHER}.*{OURS}"):
        async_to_sync(work)()
    assert (stored(OURS), stored(OTHER)) == (["Ada", "Abe"], ["Bea"])


def test_two_asynchronous_iterators_interleave() -> None:
    async def work() -> list[str]:
        with tenant_context(OURS):
            ours = Author.objects.order_by("pk").aiterator(chunk_size=1)
        with tenant_context(OTHER):
            other = Author.objects.order_by("pk").aiterator(chunk_size=1)
        return [(await anext(each)).name for each in (ours, other, ours)]

    assert async_to_sync(work)() == ["Ada", "Bea", "Abe"]


def test_outside_all_tenants_an_unbound_queryset_is_refused() -> None:
    async def work() -> None:
        await Author.objects.acount()

    with pytest.raises(NoTenantError):
        async_to_sync(work)()


def test_relations_are_read_from_the_row_s_tenant() -> None:
    async def work() -> list[str]:
        with tenant_context(OURS):
            author = await Author.objects.aget(pk=1)
        with tenant_context(OTHER):
            await author.arefresh_from_db()
            return [book.title async for book in author.books.all()]

    assert async_to_sync(work)() == ["Ada's book"]
