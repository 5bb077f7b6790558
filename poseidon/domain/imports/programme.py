"""A conference's programme as a file tells it: plain data, no database. Every reader makes one of these.

Keys (`Person.key`, `Room.key`, …) tie the parts together within one file. `where` is the place in the file
that an error or the summary names. Empty text is None; moments are UTC.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from poseidon.domain.imports.names import Name

LEFT_OUT: Final = "characters that no database can hold were left out"


@dataclass(slots=True)
class Person:
    """Somebody; `external_id` is the raw id of the file."""

    key: str
    name: Name
    where: str
    external_id: str | None = None
    affiliations: tuple[str, ...] = ()
    email: str | None = None
    country: str | None = None
    biography: str | None = None
    photo: str | None = None


@dataclass(slots=True)
class Room:
    """A room; `order` is its place among the rooms."""

    key: str
    name: str
    where: str
    external_id: str | None = None
    capacity: int | None = None
    description: str | None = None
    order: int | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What a person does in a session: a value of SessionPerson.Role."""

    person: str
    role: str


@dataclass(slots=True)
class Session:
    """A slot of the programme; `roles` and `abstracts` are in order."""

    key: str
    title: str
    where: str
    subtitle: str | None = None
    type: str | None = None
    track: str | None = None
    room: str | None = None
    day: dt.date | None = None
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    language: str | None = None
    summary: str | None = None
    description: str | None = None
    slug: str | None = None
    url: str | None = None
    recording_license: str | None = None
    recording_url: str | None = None
    do_not_record: bool | None = None
    do_not_stream: bool | None = None
    roles: list[Role] = field(default_factory=list)
    abstracts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Author:
    """An author of an abstract, with the affiliation as printed; `presenting` is None where not told."""

    person: str
    presenting: bool | None = False
    affiliation: str | None = None


@dataclass(slots=True)
class Abstract:
    """A paper; `authors` are in order."""

    key: str
    title: str
    where: str
    number: str | None = None
    body: str | None = None
    track: str | None = None
    language: str | None = None
    authors: list[Author] = field(default_factory=list)


@dataclass(slots=True)
class Question:
    """What a custom answer answers; `entity` is "session" or "person", `options` are in their order.

    `only_yes_no` is None until somebody has answered.
    """

    key: str
    entity: str
    label: str
    where: str
    options: dict[str, None] = field(default_factory=dict)
    several: bool = False
    only_yes_no: bool | None = None


@dataclass(slots=True)
class ConferenceFacts:
    """What the file says of the conference itself. `offsets` are those its moments were written with."""

    name: str | None = None
    timezone: str | None = None
    website: str | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    days: set[dt.date] = field(default_factory=set)
    offsets: set[dt.timedelta] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell: what was skipped or repaired, where, and why."""

    kind: str
    what: str
    reason: str
    where: str = ""


@dataclass(slots=True)
class Programme:
    """All of a file. `answers` maps (entity, key of the person or session, question key) to the answer,
    `headers` a model's name and its column to what a table calls that column.
    """

    format: str
    id_space: str | None = None
    conference: ConferenceFacts = field(default_factory=ConferenceFacts)
    rooms: dict[str, Room] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    abstracts: dict[str, Abstract] = field(default_factory=dict)
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)
    answers: dict[tuple[str, str, str], str] = field(default_factory=dict)
    skipped: list[Remark] = field(default_factory=list)
    repaired: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    headers: dict[tuple[str, str], str] = field(default_factory=dict)

    def skip(self, kind: str, what: str, reason: str, where: str = "") -> None:
        """Notes that something of the file is left out."""
        self.skipped.append(Remark(kind, what, reason, where))

    def note(self, text: str) -> None:
        """Notes something that whoever imports should know, once."""
        if text not in self.notes:
            self.notes.append(text)

    def things(self) -> int:
        """How many rows this may touch: what a progress bar counts to."""
        inner = sum(len(session.roles) + len(session.abstracts) for session in self.sessions.values())
        authors = sum(len(abstract.authors) for abstract in self.abstracts.values())
        tables: Iterable[dict[str, object]] = (self.rooms, self.people, self.sessions, self.abstracts)  # type: ignore[assignment]
        return 1 + sum(map(len, tables)) + len(self.questions) + len(self.answers) + inner + authors


def fill(target: Person, source: Person) -> None:
    """Gives `target` what it lacks and `source`, the same person seen again, has."""
    for column in ("external_id", "email", "country", "biography", "photo"):
        if getattr(target, column) is None:
            setattr(target, column, getattr(source, column))
    target.affiliations = target.affiliations or source.affiliations
