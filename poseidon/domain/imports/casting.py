"""Sessions and the people in them, put into a Programme the same way by every reader of programmes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from poseidon.domain.imports.identity import canonical
from poseidon.domain.imports.names import split_name
from poseidon.domain.imports.programme import Person, Programme, Role, Session, fill

SPEAKER: Final = "speaker"


@dataclass(slots=True)
class Speaker:
    """A person of an event."""

    name: str | None
    where: str
    guid: str | None = None
    code: str | None = None
    number: str | None = None
    biography: str | None = None
    photo: str | None = None

    @property
    def external_id(self) -> str | None:
        """The id that says most: guid, then pretalx's code, then frab's number."""
        return canonical(self.guid or self.code or self.number or "") or None


def add_session(programme: Programme, session: Session) -> bool:
    """Adds `session`, whose key is what it is known by; further slots of the same get `key-2` and so on.

    False, and noted as skipped, where the same stands in the file already at that time in that room.
    """
    identity, number = session.key, 1
    while (twin := programme.sessions.get(session.key)) is not None:
        if (twin.start, twin.room) == (session.start, session.room):
            reason = f"it stands in the file twice, first at {twin.where}"
            programme.skip("sessions", session.title, reason, session.where)
            return False
        number += 1
        session.key = f"{identity}-{number}"
    programme.sessions[session.key] = session
    if session.day is not None:
        programme.conference.days.add(session.day)
    return True


def cast(programme: Programme, session: Session, speakers: Iterable[Speaker]) -> None:
    """Gives the session its speakers, each once, in order."""
    for speaker in speakers:
        key = add_speaker(programme, speaker)
        if key is not None and (role := Role(key, SPEAKER)) not in session.roles:
            session.roles.append(role)


def add_speaker(programme: Programme, speaker: Speaker) -> str | None:
    """Key of the person, who is noted when first seen; None where there is no name."""
    if not speaker.name:
        programme.skip("people", speaker.external_id or "somebody", "no name", speaker.where)
        return None
    key = speaker.external_id or f"name {speaker.name}"
    person = Person(key, split_name(speaker.name), speaker.where, speaker.external_id)
    person.biography, person.photo = speaker.biography, speaker.photo
    fill(programme.people.setdefault(key, person), person)
    return key
