"""External ids: what a file calls somebody, made unique among all the files a tenant may import.

A UUID is unique as it is. Anything else (`7797`, `MNMGGN`) is unique only where it was given, so it is kept
as `source:id`. Who has no id in the file gets `source:~digest` of name and affiliation, which is weak: it
gives way to a real id once a file has one.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Final

from poseidon.commons.folding import fold

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LONGEST: Final = 64
_UUIDS: Final = "uuid"


def canonical(raw: str) -> str:
    """`raw` as it is compared: a UUID is the same in capitals."""
    return raw.lower() if _UUID.fullmatch(raw) else raw


def external_id(raw: str, source: str) -> str:
    """What is stored for id `raw` of `source`; at most 64 characters."""
    if _UUID.fullmatch(raw):
        return canonical(raw)
    return _shortened(f"{source}:{raw}", source)


def weak_external_id(name: str, affiliations: Iterable[str], source: str) -> str:
    """What is stored for somebody without an id: the same each time the same file is read."""
    told = "\n".join((fold(name), *sorted(map(fold, affiliations))))
    return f"{source[:40]}:~{digest(told)}"


def is_weak(stored: str | None) -> bool:
    """Whether a real id may replace `stored`."""
    return not stored or ":~" in stored


def source_of(stored: str | None) -> str:
    """Where `stored` was given; empty where that is not known. Two ids of one source are two people."""
    if not stored:
        return ""
    if _UUID.fullmatch(stored):
        return _UUIDS
    source, colon, _ = stored.rpartition(":")
    return source if colon else ""


def digest(text: str) -> str:
    """Sixteen characters that stand for `text`."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _shortened(stored: str, source: str) -> str:
    if len(stored) <= _LONGEST:
        return stored
    return f"{source[:40]}:#{digest(stored)}"
