"""An abstract book: a table with one row a person in a session, and their paper where they have one."""

from collections.abc import Mapping
from typing import Final, TypeVar

from poseidon.commons.folding import fold
from poseidon.domain.imports.book_columns import Columns, told
from poseidon.domain.imports.book_repair import mend
from poseidon.domain.imports.book_rows import AUTHOR, BookRow
from poseidon.domain.imports.casting import SPEAKER
from poseidon.domain.imports.errors import FileRefusedError, NotThisKindError
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
        self._seen: dict[tuple[str | None, ...], str] = {}
        self._order: dict[tuple[str, str], int] = {}

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
        first = self._seen.setdefault(facts, row.where)
        if first != row.where:
            self.programme.skip("roles", person.name.full, f"the row repeats {first}", row.where)
            return
        self._join(row, person, role, session, abstract)

    def finish(self) -> None:
        """Puts authors in the order that the file names, without a number last; notes what has no title."""
        sessions, abstracts = self.programme.sessions.values(), self.programme.abstracts.values()
        self.programme.conference.days.update(session.day for session in sessions if session.day)
        for abstract in abstracts:
            abstract.authors.sort(key=lambda author: self._order.get((abstract.key, author.person), 10**9))
        things: list[Session | Abstract] = [*sessions, *abstracts]
        for thing in (thing for thing in things if not thing.title):
            self.programme.note(f"{type(thing).__name__.lower()} {thing.key} at {thing.where} has no title")

    def _join(
        self, row: BookRow, person: Person, role: str, session: Session | None, abstract: Abstract | None
    ) -> None:
        presents = row.presents()
        if role == AUTHOR and abstract is not None:
            printed = AFFILIATION_JOIN.join(row.affiliations()) or None
            abstract.authors.append(Author(person.key, presents, printed))
            if (order := row.order()) is not None:
                self._order[abstract.key, person.key] = order
        if session is None or (role == AUTHOR and abstract is not None and not presents):
            return
        part = Role(person.key, SPEAKER if role == AUTHOR else role)
        if part not in session.roles:
            session.roles.append(part)

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
        rooms = self.programme.rooms
        rooms.setdefault(name, Room(name, name, row.where, order=len(rooms) + 1))
        return name

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
                self.programme.note(
                    f"{kind} {new.key}: {column} at {new.where} differs from {old.where}, which was kept"
                )
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
                reason = f"is empty, but column {row.columns.header(column)} says {row.get(column)!r}"
                raise FileRefusedError(reason, place=row.place(name))
