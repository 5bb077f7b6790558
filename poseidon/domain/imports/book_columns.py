"""Which column of an abstract book means what: by header, whatever the order; `--map` for the others."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from poseidon.commons.folding import fold
from poseidon.domain.imports.errors import FileRefusedError

# Our name of a column: headers that mean it (see `spelled`).
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
COLUMN_OF: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("Session", "external_id"): ("session_id",),
    ("Session", "language"): ("session_language",),
    ("Room", "name"): ("room",),
    ("People", "external_id"): ("pid",),
    ("People", "first_name"): ("first_name", "full_name"),
    ("People", "last_name"): ("last_name", "full_name"),
    ("People", "email"): ("email",),
    ("People", "country"): ("country",),
    ("Abstract", "external_id"): ("abstract_id",),
    ("Abstract", "number"): ("abstract_ref",),
    ("Abstract", "language"): ("abstract_language",),
    ("Abstract", "body"): ("abstract_text",),
}
"""Where what cannot be cut comes from: our names of columns by model and column, the likeliest first."""
_TITLES: Final = ("session_title", "abstract_title")
TEXTS: Final = frozenset(("session_title", "abstract_title", "abstract_text", "affiliation"))
_NUMBER: Final = re.compile(r"(?:number|num|nr|№|#)$")
_LISTED: Final = 30  # headers told at once
_LONGEST: Final = 40  # characters told of one


def spelled(header: str) -> str:
    """What a header is compared by: `Session No.`, `session_number`, `SessionNr` and `SESSION #` are one."""
    sign = "#" if header.rstrip().endswith("#") else ""
    return _NUMBER.sub("no", fold(header.replace("_", " ")).replace(" ", "") + sign)


def told(headers: Sequence[str]) -> str:
    """Headers for a message, not more of them than people read."""
    shown = [
        header if len(header) <= _LONGEST else header[: _LONGEST - 1] + "…" for header in headers[:_LISTED]
    ]
    more = f" and {len(headers) - _LISTED:,} more" if len(headers) > _LISTED else ""
    return ", ".join(header or "(empty)" for header in shown) + more


class Columns:
    """Index of each column that the file has.

    `ignored` are headers that mean nothing here, `repeated` says which of several with one header is read.
    """

    def __init__(self, headers: list[str], chosen: Mapping[str, str]) -> None:
        self.headers = headers
        self._spelled = [spelled(header) for header in headers]
        self.index: dict[str, int] = {}
        for name, header in chosen.items():
            self.index[_our_name(name, header)] = self._find_chosen(name, header)
        self._chosen = frozenset(self.index)
        self._find_known()
        self._tell_parts_of_a_name()
        self.repeated = self._find_repeated()
        used = {self._spelled[at] for at in self.index.values()}
        self.ignored = [
            header for header, word in zip(headers, self._spelled, strict=True) if word not in used
        ]
        self.ignored = list(filter(None, self.ignored))
        self._require()

    def header(self, name: str) -> str:
        """The header of the file that `name` was found under; `name` where it was not."""
        return self.headers[self.index[name]] if name in self.index else name

    def headers_of(self) -> dict[tuple[str, str], str]:
        """The headers of COLUMN_OF that the file has."""
        return {
            place: self.header(name)
            for place, names in COLUMN_OF.items()
            for name in reversed(names)
            if name in self.index
        }

    def name_of(self, index: int) -> str | None:
        """Our name of the column at `index`."""
        return next((name for name, at in self.index.items() if at == index), None)

    def _find_chosen(self, name: str, header: str) -> int:
        wanted = spelled(header)
        found = [at for at, there in enumerate(self.headers) if there == header.strip()]
        found += [at for at, word in enumerate(self._spelled) if word == wanted]
        if not found:
            reason = (
                f"--map {name}={header}: no such header.{_meant(header, self.headers)} {self._headers_told()}"
            )
            raise FileRefusedError(reason, place="line 1")
        return found[0]

    def _find_known(self) -> None:
        """Our own names first, so that a file with `paper` and `abstract_title` is understood; then synonyms,
        the likeliest first. What stands under a header a second time is never taken for something else."""
        for exactly in (True, False):
            taken = {self._spelled[at] for at in self.index.values()}
            for name, synonyms in SYNONYMS.items():
                words = [spelled(word) for word in ((name,) if exactly else synonyms)]
                free = (word for word in words if word in self._spelled and word not in taken)
                word = next(free, None)
                if name not in self.index and word is not None:
                    self.index[name] = self._spelled.index(word)
                    taken.add(word)

    def _tell_parts_of_a_name(self) -> None:
        """`Name` is the first name beside `Surname`, and the last name beside `First name`."""
        at = self.index.get("full_name")
        parts = [name for name in ("first_name", "last_name") if name in self.index]
        if at is None or "full_name" in self._chosen or self._spelled[at] != "name" or len(parts) != 1:
            return
        del self.index["full_name"]
        self.index["last_name" if parts == ["first_name"] else "first_name"] = at

    def _find_repeated(self) -> list[str]:
        numbers = {
            name: [number for number, word in enumerate(self._spelled, start=1) if word == self._spelled[at]]
            for name, at in self.index.items()
        }
        return [
            f"columns {', '.join(map(str, same))} have the same header {self.header(name)!r}: "
            f"only column {self.index[name] + 1} was read"
            for name, same in numbers.items()
            if len(same) > 1
        ]

    def _require(self) -> None:
        """A person's name, and a session or an abstract, or there is nothing to import."""
        missing = []
        if "full_name" not in self.index and "last_name" not in self.index:
            missing.append("a person's name (full_name, or first_name and last_name)")
        if not any(name in self.index for name in _TITLES):
            missing.append("a title (session_title or abstract_title)")
        if missing:
            example = next((header for header in self.headers if header), "HEADER")
            raise FileRefusedError(
                f"no column for {' and '.join(missing)}. {self._headers_told()} Say which header means which "
                f"column with --map, as in --map 'full_name={told([example])}'. {_columns_told()}",
                place="line 1",
            )

    def _headers_told(self) -> str:
        return f"Headers found: {told(self.headers)}."


def _our_name(name: str, header: str) -> str:
    """The column that `name` of `--map` means, however written. FileRefusedError where there is none."""
    found = next((ours for ours in SYNONYMS if spelled(ours) == spelled(name)), None)
    if found is None:
        reason = f"there is no column {name!r}.{_meant(name, SYNONYMS)} {_columns_told()}"
        raise FileRefusedError(f"--map {name}={header}: {reason}")
    return found


def _meant(wrong: str, right: Sequence[str] | Mapping[str, object]) -> str:
    near = get_close_matches(wrong, list(right)[:1000], n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def _columns_told() -> str:
    return f"Columns are {', '.join(SYNONYMS)}."
