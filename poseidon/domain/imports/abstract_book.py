"""An abstract book: a table with one row a person in a session, and their paper where they have one."""

from collections.abc import Mapping
from typing import Final, TypeVar

from poseidon.commons.folding import fold
from poseidon.domain.imports.book_columns import Columns, told
from poseidon.domain.imports.book_repair import mend
from poseidon.domain.imports.book_rows import AUTHOR, BookRow
from poseidon.domain.imports.casting import SPEAKER
from poseidon.domain.imports.errors import FileRefusedError, NotThisKindError, quoted
from poseidon.domain.imports.identity import digest
from poseidon.domain.imports.names import AFFILIATION_JOIN
from poseidon.domain.imports.programme import Abstract, Author, Person, Programme, Role, Room, Session, fill
from poseidon.domain.imports.reading import JSON, TABLE, XML, decode, kind_of
from poseidon.domain.imports.table import read_table
from poseidon.domain.imports.timekeeper import Timekeeper

Thing = TypeVar("Thing", Session, Abstract)
_READS: Final = "import_abstract_book reads CSV and TSV."
_REMEDY: Final = "Save the file as UTF-8, or name its encoding, as in --encoding windows-1252."


def read_abstract_book(
    data: bytes,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    times: Timekeeper | None = None,
) -> Programme:
    """The programme in `data`; `columns` maps our names of columns to headers that are not understood alone.

    FileRefusedError names line and column of what is wrong.
    """
    _refuse_other_kinds(kind_of(data))
    table = read_table(decode(data, encoding=encoding, remedy=_REMEDY))
    known = Columns(table.headers, columns or {})
    rows, repaired = mend(table.rows, known)
    programme = Programme(f"abstract book, {table.delimiter_name} separated", repaired=repaired)
    programme.headers = known.headers_of()
    if known.ignored:
        programme.note(f"columns that mean nothing here: {told(known.ignored)}")
    for repeated in known.repeated:
        programme.note(repeated)
    times = times or Timekeeper()
    reader = _BookReader(programme)
    for row in rows:
        reader.read(BookRow(row, known, times))
    reader.finish()
    programme.conference.offsets = times.offsets
    return programme


def _refuse_other_kinds(kind: str) -> None:
    if kind in (XML, JSON):
        raise NotThisKindError(f"looks like {kind}: import_schedule reads programmes in it. {_READS}")
    if kind != TABLE:
        raise NotThisKindError(f"looks like {kind}. {_READS}")


class _BookReader:
    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._seen: dict[tuple[str | None, ...], BookRow] = {}
        self._order: dict[tuple[str, str], int] = {}
        self._authors: dict[tuple[str, str], int] = {}  # where in an abstract's authors a person stands
        self._rooms: dict[str, str] = {}  # as first written
        self._differing: dict[tuple[str, str, str], list[str]] = {}

    def read(self, row: BookRow) -> None:
        """One row: its session, its abstract, its person, and what they have to do with each other."""
        session, abstract = self._session(row), self._abstract(row)
        if session is None and abstract is None:
            raise FileRefusedError("names neither a session nor an abstract", place=row.where)
        if session and abstract and abstract.key not in session.abstracts:
            session.abstracts.append(abstract.key)
        person = self._person(row)
        if person is None:
            self._refuse_half_a_person(row)
            return
        role = row.role()
        facts = (session.key if session else None, abstract.key if abstract else None, person.key, role)
        first = self._seen.setdefault(facts, row)
        if first is not row:
            self.programme.skip("roles", person.name.full, _repetition(first, row), row.where)
            return
        self._join(row, person, role, session, abstract)

    def finish(self) -> None:
        """Puts authors in the order that the file names, without a number last; notes what has no title."""
        sessions, abstracts = self.programme.sessions.values(), self.programme.abstracts.values()
        self.programme.conference.days.update(session.day for session in sessions if session.day)
        for abstract in abstracts:
            abstract.authors.sort(key=lambda author: self._order.get((abstract.key, author.person), 10**9))
        for (kind, key, column), (old, new, *more) in self._differing.items():
            also = f" (and {len(more):,} more lines)" if more else ""
            self.programme.note(f"{kind} {key}: {column} at {new}{also} differs from {old}, which was kept")
        things: list[Session | Abstract] = [*sessions, *abstracts]
        for thing in (thing for thing in things if not thing.title):
            self.programme.note(f"{type(thing).__name__.lower()} {thing.key} at {thing.where} has no title")
        for session in sessions:
            if session.start and session.end and session.end < session.start:
                self.programme.note(
                    f"session {session.title or session.key} at {session.where} ends before it starts"
                )

    def _join(
        self, row: BookRow, person: Person, role: str, session: Session | None, abstract: Abstract | None
    ) -> None:
        presents = row.presents()
        if role == AUTHOR and abstract is not None:
            printed = AFFILIATION_JOIN.join(row.affiliations()) or None
            self._add_author(abstract, Author(person.key, presents, printed))
            if (order := row.order()) is not None:
                self._order.setdefault((abstract.key, person.key), order)
        if session is None or (role == AUTHOR and abstract is not None and not presents):
            return
        part = Role(person.key, SPEAKER if role == AUTHOR else role)
        if part not in session.roles:
            session.roles.append(part)

    def _add_author(self, abstract: Abstract, author: Author) -> None:
        """Adds an author once, though the abstract may be in several sessions; who presents once presents."""
        at = self._authors.setdefault((abstract.key, author.person), len(abstract.authors))
        if at == len(abstract.authors):
            abstract.authors.append(author)
            return
        before = abstract.authors[at]
        told = [said for said in (before.presenting, author.presenting) if said is not None]
        presents = any(told) if told else None
        abstract.authors[at] = Author(author.person, presents, before.affiliation or author.affiliation)

    def _session(self, row: BookRow) -> Session | None:
        title, identity = row.get("session_title"), row.get("session_id")
        if title is None and identity is None:
            return None
        key = identity or f"title-{digest(fold(title or ''))}"
        session = Session(
            key, title or "", row.where, type=row.get("session_type"), track=row.get("session_track")
        )
        session.language = row.get("session_language")
        session.start, session.end = row.moment("session_start"), row.moment("session_end")
        session.day = row.day_of("session_start")
        session.room = self._room(row)
        return self._merged(self.programme.sessions, session, "sessions")

    def _room(self, row: BookRow) -> str | None:
        name = row.get("room")
        if name is None:
            return None
        rooms, key = self.programme.rooms, self._rooms.setdefault(name.casefold(), name)
        rooms.setdefault(key, Room(key, key, row.where, order=len(rooms) + 1))
        return key

    def _abstract(self, row: BookRow) -> Abstract | None:
        title, identity = row.get("abstract_title"), row.get("abstract_id")
        if title is None and identity is None:
            return None
        key = identity or f"title-{digest(fold(title or ''))}"
        abstract = Abstract(key, title or "", row.where, row.get("abstract_ref"), row.text("abstract_text"))
        abstract.track, abstract.language = row.get("abstract_topic"), row.get("abstract_language")
        return self._merged(self.programme.abstracts, abstract, "abstracts")

    def _merged(self, known: dict[str, Thing], new: Thing, kind: str) -> Thing:
        """The session or abstract seen before under that key, filled with what `new` adds."""
        old = known.setdefault(new.key, new)
        for column in () if old is new else type(new).__dataclass_fields__:
            before, now = getattr(old, column), getattr(new, column)
            if column in ("key", "where", "roles", "abstracts", "authors") or not now or now == before:
                continue
            if before:
                self._differing.setdefault((kind, new.key, column), [old.where]).append(new.where)
            else:
                setattr(old, column, now)
        return old

    def _person(self, row: BookRow) -> Person | None:
        name = row.name()
        if name is None:
            return None
        identity, affiliations = row.get("pid"), row.affiliations()
        key = identity or "\n".join((fold(name.full), *sorted(map(fold, affiliations))))
        person = Person(key, name, row.where, identity, affiliations)
        person.email, person.country = row.get("email"), row.get("country")
        known = self.programme.people.setdefault(key, person)
        if fold(known.name.full) != fold(name.full):
            reason = f"{key} is {known.name.full!r} at {known.where}, which was kept"
            self.programme.note(f"person {name.full!r} at {row.where}: {reason}")
        fill(known, person)
        return known

    @staticmethod
    def _refuse_half_a_person(row: BookRow) -> None:
        """A row may be about a session alone, but not about somebody without a name."""
        for column in ("pid", "affiliation", "role", "email"):
            if row.get(column):
                name = "full_name" if "full_name" in row.columns.index else "last_name"
                said = quoted(row.get(column) or "")
                reason = f"is empty, but column {row.columns.header(column)} says {said}"
                raise FileRefusedError(reason, place=row.place(name))


def _repetition(first: BookRow, row: BookRow) -> str:
    """Why a row with person, role, session and paper of `first` is left out, and what it says besides."""
    differing = [
        row.columns.header(name)
        for name in ("affiliation", "presenter", "author_order", "email", "country")
        if row.get(name) and row.get(name) != first.get(name)
    ]
    lost = f" but for {', '.join(differing)}, which was not kept" if differing else ""
    return f"the row repeats {first.where}{lost}"
