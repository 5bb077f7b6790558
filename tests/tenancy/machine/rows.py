"""Steps with single rows and with many at once."""

import copy
import pickle
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import consumes, multiple, precondition, rule

from poseidon.tenancy.api import NoTenantError, tenant_context
from tests.tenancy.machine.base import (
    Held,
    TwoLibraries,
    authors,
    books,
    names,
    places,
    tags,
    tenants,
)
from tests.tenancy.machine.library import TENANTS
from tests.testapp.models import Author, Book, Tag


class Rows(TwoLibraries):
    """Create, build, copy, load, save, refresh, delete, compare."""

    @rule(target=authors, tenant=tenants, name=names)
    def create_author(self, tenant: str, name: str) -> Held:
        library = self.libraries[tenant]
        with tenant_context(tenant):
            row = Author.objects.create(pk=library.next_key("authors"), name=name)
        library.authors[row.pk] = name
        return Held(row, tenant)

    @rule(target=authors, tenant=tenants, name=names)
    def create_author_by_name_of_the_database(self, tenant: str, name: str) -> Held:
        library = self.libraries[tenant]
        row, _ = Author.objects.using(tenant).update_or_create(
            pk=library.next_key("authors"), defaults={"name": name}
        )
        library.authors[row.pk] = name
        return Held(row, tenant)

    @rule(target=authors, tenant=tenants, name=names)
    def build_author(self, tenant: str, name: str) -> Held:
        with tenant_context(tenant):
            return Held(Author(name=name), tenant)

    @rule(target=tags, tenant=tenants)
    def create_tag(self, tenant: str) -> Held:
        self.count += 1
        library = self.libraries[tenant]
        with tenant_context(tenant):
            row = Tag.objects.create(pk=library.next_key("tags"), label=f"tag {self.count}")
        library.tags[row.pk] = row.label
        return Held(row, tenant)

    @rule(target=books, author=authors, where=places, title=names)
    def create_book(self, author: Held, where: str | None, title: str) -> Any:
        library = self.libraries[author.tenant]
        if author.row.pk not in library.authors:
            return multiple()
        with self.doing(where, author.tenant):
            row = author.row.books.create(pk=library.next_key("books"), title=title)
            library.books[row.pk] = (title, author.row.pk)
            return Held(row, author.tenant)
        return multiple()

    @rule(
        target=authors,
        author=authors,
        where=places,
        means=st.sampled_from(("copy", "deepcopy", "pickle", "new")),
    )
    def copy_author(self, author: Held, where: str | None, means: str) -> Held:
        with tenant_context(where):
            row = pickle.loads(pickle.dumps(author.row)) if means == "pickle" else copy.copy(author.row)
            if means == "deepcopy":
                row = copy.deepcopy(author.row)
            if means == "new":
                row.pk, row._state.adding = None, True
        return Held(row, author.tenant)

    @rule(target=authors, tenant=tenants, where=places, data=st.data())
    def load_author(self, tenant: str, where: str | None, data: st.DataObject) -> Any:
        known = sorted(self.libraries[tenant].authors)
        if not known:
            return multiple()
        key = data.draw(st.sampled_from(known))
        with tenant_context(tenant):
            rows = Author.objects.defer("name") if data.draw(st.booleans()) else Author.objects.all()
        with tenant_context(where):
            row = rows.get(pk=key)
            assert row.name == self.libraries[tenant].authors[key]
        return Held(row, tenant)

    @rule(author=authors, where=places, using=places, name=names)
    def save_author(self, author: Held, where: str | None, using: str | None, name: str) -> None:
        owners = [author.tenant, *([using] if using else [])]
        author.row.name = name
        with self.doing(where, *owners):
            author.row.save(using=using)
            self.libraries[author.tenant].authors[author.row.pk] = name

    @rule(author=authors, where=places, using=places)
    def refresh_author(self, author: Held, where: str | None, using: str | None) -> None:
        library = self.libraries[author.tenant]
        if author.row.pk not in library.authors:
            return
        with self.refreshing(author, where, using):
            author.row.refresh_from_db(using=using)
            assert author.row.name == library.authors[author.row.pk]

    def refreshing(self, author: Held, where: str | None, using: str | None) -> Any:
        """Without a name it goes home from anywhere."""
        return self.doing(where, author.tenant, using) if using else self.doing(None, author.tenant)

    @rule(author=consumes(authors), where=places)
    def delete_author(self, author: Held, where: str | None) -> None:
        key = author.row.pk
        if key is None:
            return
        with self.doing(where, author.tenant):
            author.row.delete()
            self.libraries[author.tenant].drop_author(key)

    @rule(book=consumes(books), where=places)
    def delete_book(self, book: Held, where: str | None) -> None:
        key = book.row.pk
        with self.doing(where, book.tenant):
            book.row.delete()
            self.libraries[book.tenant].drop_book(key)

    # -- many rows at once

    @rule(first=authors, second=authors, where=places, name=names)
    def bulk_update(self, first: Held, second: Held, where: str | None, name: str) -> None:
        rows = [first, second]
        if where is None or None in (first.row.pk, second.row.pk):
            return
        for held in rows:
            held.row.name = name
        with self.doing(where, *(held.tenant for held in rows)):
            Author.objects.bulk_update([held.row for held in rows], ["name"])
            known = self.libraries[first.tenant].authors
            known.update({held.row.pk: name for held in rows if held.row.pk in known})

    @rule(tenant=tenants, other=tenants, where=tenants, name=names)
    def bulk_create(self, tenant: str, other: str, where: str, name: str) -> None:
        rows = []
        for made_in in (tenant, other):
            with tenant_context(made_in):
                rows.append(Author(name=name))
        first = self.libraries[tenant].next_key("authors")
        rows[0].pk, rows[1].pk = first, first + 1
        with self.doing(where, tenant, other):
            Author.objects.bulk_create(rows)
            self.libraries[tenant].authors.update({first: name, first + 1: name})

    # -- comparing

    @rule(author=authors)
    def compare(self, author: Held) -> None:
        if author.row.pk is None:
            return
        for tenant in TENANTS:
            with tenant_context(tenant):
                twin = Author(pk=author.row.pk)
            assert (author.row == twin) is (author.tenant == tenant)
            assert (hash(author.row) == hash(twin)) is (author.tenant == tenant)

    @rule(author=authors, where=places)
    @precondition(lambda self: any(library.authors for library in self.libraries.values()))
    def find_books_of(self, author: Held, where: str | None) -> None:
        if author.row.pk is None:
            return
        if where is None:
            with pytest.raises(NoTenantError):
                Book.objects.filter(title="a").count()
            return
        with self.doing(where, author.tenant):
            found = set(Book.objects.filter(author=author.row).values_list("pk", flat=True))
            books = self.libraries[where].books
            assert found == {key for key, (_, owner) in books.items() if owner == author.row.pk}
