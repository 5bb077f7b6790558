"""Which column of an abstract book means what: by header, whatever the order; `--map` for the others."""

from collections.abc import Mapping
from typing import Final

from poseidon.commons.folding import fold
from poseidon.domain.imports.errors import FileRefusedError

# Our name of a column: headers that mean it (folded: no case, no punctuation).
SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "session_title": ("session title", "session name", "panel title", "panel name", "panel", "session"),
    "session_id": ("session id", "session no", "session number", "session code", "panel id", "session"),
    "session_type": ("session type", "session kind", "panel type"),
    "session_track": ("session track", "section", "stream"),
    "session_start": ("session start", "start", "starts", "begin", "start time"),
    "session_end": ("session end", "end", "ends", "end time"),
    "session_language": ("session language",),
    "room": ("room", "session room", "room name", "location"),
    "pid": ("pid", "person id", "author id", "participant id", "speaker id", "user id"),
    "full_name": ("full name", "name", "person", "person name", "participant", "author", "author name"),
    "first_name": ("first name", "firstname", "given name", "forename"),
    "last_name": ("last name", "lastname", "family name", "surname"),
    "affiliation": ("affiliation", "affiliations", "institution", "organisation", "organization"),
    "email": ("email", "e mail", "email address", "mail"),
    "country": ("country",),
    "role": ("role", "person role", "function"),
    "presenter": ("presenter", "presenting", "is presenter", "presenting author"),
    "author_order": ("author order", "author position", "author no", "order"),
    "abstract_id": ("abstract id", "paper id", "submission id", "contribution id"),
    "abstract_title": ("abstract title", "paper title", "submission title", "contribution title", "paper"),
    "abstract_ref": ("abstract ref", "abstract no", "abstract number", "paper no", "paper number", "ref"),
    "abstract_text": ("abstract text", "abstract", "abstract body", "paper abstract", "text"),
    "abstract_topic": ("abstract topic", "topic", "track", "paper topic", "abstract track", "subject"),
    "abstract_language": ("abstract language", "language"),
}  # fmt: skip
_TITLES: Final = ("session_title", "abstract_title")
TEXTS: Final = frozenset(("session_title", "abstract_title", "abstract_text", "affiliation"))


class Columns:
    """Index of each column that the file has; `ignored` are headers that mean nothing here."""

    def __init__(self, headers: list[str], chosen: Mapping[str, str]) -> None:
        self.headers = headers
        self.index: dict[str, int] = {
            name: self._find_chosen(name, header) for name, header in chosen.items()
        }
        self._find_known()
        used = set(self.index.values())
        self.ignored = [header for at, header in enumerate(headers) if at not in used and header]
        self._require()

    def header(self, name: str) -> str:
        """The header of the file that `name` was found under; `name` where it was not."""
        return self.headers[self.index[name]] if name in self.index else name

    def name_of(self, index: int) -> str | None:
        """Our name of the column at `index`."""
        return next((name for name, at in self.index.items() if at == index), None)

    def _find_chosen(self, name: str, header: str) -> int:
        if name not in SYNONYMS:
            raise FileRefusedError(f"--map {name}={header}: there is no column {name!r}. {_columns_told()}")
        wanted = fold(header)
        found = [at for at, there in enumerate(self.headers) if there == header or fold(there) == wanted]
        if not found:
            raise FileRefusedError(
                f"--map {name}={header}: no such header. {self._headers_told()}", place="line 1"
            )
        return found[0]

    def _find_known(self) -> None:
        """Our own names first, so that a file with `paper` and `abstract_title` is understood; then synonyms,
        the likeliest first."""
        folded = [fold(header.replace("_", " ")) for header in self.headers]
        for exactly in (True, False):
            taken = set(self.index.values())
            for name, synonyms in SYNONYMS.items():
                meaning = (name.replace("_", " "),) if exactly else synonyms
                free = (
                    at
                    for word in meaning
                    for at, header in enumerate(folded)
                    if header == word and at not in taken
                )
                at = next(free, None)
                if name not in self.index and at is not None:
                    self.index[name] = at
                    taken.add(at)

    def _require(self) -> None:
        """A person's name, and a session or an abstract, or there is nothing to import."""
        missing = []
        if "full_name" not in self.index and "last_name" not in self.index:
            missing.append("a person's name (full_name, or first_name and last_name)")
        if not any(name in self.index for name in _TITLES):
            missing.append("a title (session_title or abstract_title)")
        if missing:
            raise FileRefusedError(
                f"no column for {' and '.join(missing)}. {self._headers_told()} Say which header means which "
                f"column with --map, as in --map full_name={self.headers[0] or 'HEADER'}. {_columns_told()}",
                place="line 1",
            )

    def _headers_told(self) -> str:
        return f"Headers found: {', '.join(header or '(empty)' for header in self.headers)}."


def _columns_told() -> str:
    return f"Columns are {', '.join(SYNONYMS)}."
