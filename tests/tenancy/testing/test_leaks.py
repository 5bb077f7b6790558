"""The fixture of two tenants finds what work in one left in the other."""

from collections.abc import Callable

import pytest

from poseidon.tenancy.api import tenant_context
from poseidon.tenancy.testing import TwoTenants
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.tenancy.unguarded import naive_routing, unguarded_statements
from tests.testapp.models import Author, Book, StockAuthor, Tag

pytestmark = pytest.mark.django_db(databases=TENANT_DATABASES)


@pytest.fixture
def prepared(two_tenants: TwoTenants) -> TwoTenants:
    """Author 1 and book 1 in both tenants, before the watching starts."""
    for tenant in two_tenants:
        with tenant_context(tenant):
            Book.objects.create(pk=1, title="One", author=Author.objects.create(pk=1, name=tenant))
    two_tenants.watch()
    return two_tenants


def overwrite_by_key() -> None:
    """Stock Django's own way to overwrite the row of another tenant that has the same key: no row more."""
    with naive_routing(), unguarded_statements(OURS, OTHER), tenant_context(OURS):
        StockAuthor.objects.get(pk=1).save(using=OTHER)


def create_there() -> None:
    with tenant_context(OTHER):
        Author.objects.create(pk=2, name="Bea")


def delete_there() -> None:
    with tenant_context(OTHER):
        Book.objects.all().delete()


def relate_there() -> None:
    with tenant_context(OTHER):
        Tag.objects.create(pk=1, label="x").books.add(Book.objects.get(pk=1))


LEAKS = {
    "overwritten": (overwrite_by_key, rf"testapp_author: 1 new: \(1, '{OURS}'.*\n.*1 gone: \(1, '{OTHER}'"),
    "created": (create_there, r"testapp_author: 1 new: \(2, 'Bea'"),
    "deleted": (delete_there, r"testapp_book: 1 gone: \(1, 'One'"),
    "related": (relate_there, r"testapp_book_tags: 1 new"),
}


@pytest.mark.parametrize(("leak", "told"), LEAKS.values(), ids=LEAKS)
def test_a_change_in_the_other_tenant_is_found_and_named(
    prepared: TwoTenants, leak: Callable[[], None], told: str
) -> None:
    leak()
    with pytest.raises(AssertionError, match=rf"{OURS} reached {OTHER}.(.|\n)*{told}"):
        prepared.check()
    prepared.watch()


def test_work_in_ones_own_tenant_is_no_leak(prepared: TwoTenants) -> None:
    ours, _ = prepared
    with tenant_context(ours):
        Author.objects.update(name="Ada")
        Author.objects.create(name="Abe")
        Book.objects.all().delete()
    prepared.check()


def test_the_names_are_those_of_the_configuration(two_tenants: TwoTenants) -> None:
    assert list(two_tenants) == [two_tenants.ours, two_tenants.other] == [OURS, OTHER]
