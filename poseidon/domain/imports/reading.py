"""Opens a file and tells what it is by its content, never by its name."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poseidon.domain.imports.errors import FileRefusedError

LARGEST: Final = (
    256 * 1024 * 1024
)  # bytes; read whole, so that a mistake about the file cannot fill the memory

XML, JSON, TABLE = "XML", "JSON", "a table"
_MAGIC: Final = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Excel or LibreOffice workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"{\\rtf", "an RTF document"),
    (b"BEGIN:VCALENDAR", "a calendar (iCalendar)"),
    (codecs.BOM_UTF32_LE, "text in UTF-32, which has to be saved as UTF-8"),
    (codecs.BOM_UTF32_BE, "text in UTF-32, which has to be saved as UTF-8"),
)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""Characters that no database can hold: NUL and lone surrogates."""
_DELIMITERS: Final = (b"\t", b";", b",", b"|")


@dataclass(frozen=True)
class SourceFile:
    """A file's name and all its bytes."""

    name: str
    data: bytes


def read_file(path: Path) -> SourceFile:
    """The file at `path`. FileRefusedError where there is none, it cannot be read, is empty or is huge."""
    try:
        size = path.stat().st_size
        data = _read(path) if size <= LARGEST else b""
    except OSError as error:
        raise FileRefusedError(f"cannot be read: {error.strerror or error}") from error
    if size > LARGEST:
        raise FileRefusedError(f"is {size:,} bytes long; {LARGEST:,} are read at most")
    if len(data) > LARGEST:
        raise FileRefusedError(f"goes on after {LARGEST:,} bytes, which are read at most")
    if not _without_mark(data).strip():
        raise FileRefusedError("is empty")
    return SourceFile(path.name, data)


def _read(path: Path) -> bytes:
    """All of it, but no more than tells that it is too much: a pipe and /dev/zero say that they are empty."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def kind_of(data: bytes) -> str:
    """XML, JSON, TABLE, or in words what else the content looks like."""
    for magic, name in _MAGIC:  # before marks: that of UTF-16 begins that of UTF-32
        if data.startswith(magic):
            return name
    start = _beginning(data)
    if start[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if start[:1] == b"<":
        return XML
    if start[:1] in (b"{", b"["):
        return JSON
    headers = start if start[:1] == b'"' else start.partition(b"\n")[0]  # a quoted one may hold line breaks
    return TABLE if any(delimiter in headers for delimiter in _DELIMITERS) else "plain text"


def _without_mark(data: bytes) -> bytes:
    return next((data[len(bom) :] for bom, _ in _BOMS if data.startswith(bom)), data)


def _beginning(data: bytes) -> bytes:
    """The first few thousand characters as UTF-8, whatever the byte order mark says they are in."""
    text = data[:8000]
    if (encoding := utf_16_without_mark(data) or _marked(data)) != "utf-8":
        text = text.decode(encoding, "ignore").encode("utf-8", "ignore")
    return text.removeprefix(codecs.BOM_UTF8).lstrip()


def _marked(data: bytes) -> str:
    return next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")


def utf_16_without_mark(data: bytes) -> str | None:
    """The kind of UTF-16 that a NUL beside the first character tells; None for anything else."""
    if data.startswith(b"\0"):
        return "utf-16-be"
    return "utf-16-le" if data[1:2] == b"\0" else None


def decode(data: bytes, *, encoding: str | None = None, remedy: str = "Save it as UTF-8.") -> str:
    """The text in `data`: `encoding`, else what a byte order mark says, else UTF-8.

    FileRefusedError names the first byte that is not, and `remedy` says what to do.
    """
    marked = _marked(data)
    chosen = encoding or ("utf-8-sig" if marked == "utf-8" else marked)
    try:
        text = data.decode(chosen).removeprefix("\ufeff")
    except LookupError:
        raise FileRefusedError(f"there is no encoding {encoding!r}; names are such as windows-1252") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        wrong = f"byte 0x{data[error.start]:02X} is not {chosen.removesuffix('-sig').upper()}; " + remedy
        raise FileRefusedError(wrong, place=f"line {line}, byte {column}") from None
    except UnicodeError as error:
        raise FileRefusedError(f"cannot be read as {encoding}: {error}. {remedy}") from None
    if encoding and _is_utf8(data) and text != data.decode("utf-8-sig"):
        raise FileRefusedError(
            f"is UTF-8 already, and as {encoding} its letters would be wrong: leave --encoding out"
        )
    return text


def _is_utf8(data: bytes) -> bool:
    """Whether `data` has letters beyond ASCII, all of them UTF-8: no other encoding looks so by chance."""
    if data.isascii() or b"\0" in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
