"""Steps that relate rows."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from poseidon.tenancy.api import tenant_context
from tests.tenancy.machine.base import Held, TwoLibraries, authors, books, places, tags


class Relations(TwoLibraries):
    """Assign, add, remove, set, clear, and read what hangs on a row."""

    @rule(book=books, author=authors, where=places)
    def give_book_to_author(self, book: Held, author: Held, where: str | None) -> None:
        library = self.libraries[book.tenant]
        if author.row.pk is None or (author.tenant == book.tenant and author.row.pk not in library.authors):
            return
        with self.doing(where, book.tenant, author.tenant):
            book.row.author = author.row
            book.row.save()
            library.books[book.row.pk] = (book.row.title, author.row.pk)

    @rule(book=books, author=authors, where=places)
    def add_book_to_author(self, book: Held, author: Held, where: str | None) -> None:
        library = self.libraries[book.tenant]
        same = author.tenant == book.tenant
        if author.row.pk is None or (
            same and (author.row.pk not in library.authors or book.row.pk not in library.books)
        ):
            return
        with self.doing(where, book.tenant, author.tenant):
            author.row.books.add(book.row)
            library.books[book.row.pk] = (library.books[book.row.pk][0], author.row.pk)

    @rule(book=books, tag=tags, where=places, verb=st.sampled_from(("add", "remove", "set", "clear")))
    def hang_tag(self, book: Held, tag: Held, where: str | None, verb: str) -> None:
        library = self.libraries[book.tenant]
        if book.row.pk not in library.books or (verb == "clear" and book.tenant != tag.tenant):
            return
        with self.doing(where, book.tenant, tag.tenant):
            given = {"add": (tag.row,), "remove": (tag.row,), "set": ([tag.row],), "clear": ()}[verb]
            getattr(book.row.tags, verb)(*given)
            link = (book.row.pk, tag.row.pk)
            others = {each for each in library.links if each[0] != link[0]}
            library.links = {
                "add": library.links | {link},
                "remove": library.links - {link},
                "set": others | {link},
                "clear": others,
            }[verb]

    @rule(book=books, where=places)
    def read_what_hangs_on_a_book(self, book: Held, where: str | None) -> None:
        library = self.libraries[book.tenant]
        with tenant_context(where):
            found = {tag.label for tag in book.row.tags.all()}
        assert found == {library.tags[tag] for key, tag in library.links if key == book.row.pk}
