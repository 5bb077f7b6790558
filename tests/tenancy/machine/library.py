"""What each of two tenants must hold, kept in plain dictionaries beside the databases."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connections

from tests.tenancy.names import OTHER, OURS

TENANTS = (OURS, OTHER)


@dataclass
class Library:
    """One tenant's rows: authors and tags by key, books as (title, author's key), tags hung on books."""

    authors: dict[int, str] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    books: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    links: set[tuple[int, int]] = field(default_factory=set)

    def drop_author(self, key: int) -> None:
        self.authors.pop(key, None)
        for book in [book for book, (_, author) in self.books.items() if author == key]:
            self.drop_book(book)

    def drop_book(self, key: int) -> None:
        self.books.pop(key, None)
        self.links = {link for link in self.links if link[0] != key}

    def drop_tag(self, key: int) -> None:
        self.tags.pop(key, None)
        self.links = {link for link in self.links if link[1] != key}

    def next_key(self, kind: str) -> int:
        """Both tenants count from one, so that their keys are the same."""
        return max(getattr(self, kind), default=0) + 1


def read_library(alias: str) -> Library:
    """What really stands in a tenant's tables, past the engine."""
    return Library(
        authors=dict(_rows(alias, "SELECT id, name FROM testapp_author")),
        tags=dict(_rows(alias, "SELECT id, label FROM testapp_tag")),
        books={key: (title, author) for key, title, author in _rows(alias, _BOOKS)},
        links=set(_rows(alias, "SELECT book_id, tag_id FROM testapp_book_tags")),
    )


_BOOKS = "SELECT id, title, author_id FROM testapp_book"


def _rows(alias: str, sql: str) -> list[Any]:
    cursor = connections[alias].cursor().cursor  # the driver's, without the wrapper that asks the guards
    cursor.execute(sql)
    return [tuple(row) for row in cursor.fetchall()]


def empty_library(alias: str) -> None:
    """Deletes every row, past the engine."""
    cursor = connections[alias].cursor().cursor
    for table in ("testapp_book_tags", "testapp_portrait", "testapp_book", "testapp_tag", "testapp_author"):
        cursor.execute(f"DELETE FROM {table}")
