"""Opens a file and tells what it is by its content, never by its name."""

import codecs
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
    (b"\x1f\x8b", "a gzip archive"),
    (b"BEGIN:VCALENDAR", "a calendar (iCalendar)"),
)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
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
        data = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise FileRefusedError(f"cannot be read: {error.strerror or error}") from error
    if size > LARGEST:
        raise FileRefusedError(f"is {size:,} bytes long; {LARGEST:,} are read at most")
    if not data.strip():
        raise FileRefusedError("is empty")
    return SourceFile(path.name, data)


def kind_of(data: bytes) -> str:
    """XML, JSON, TABLE, or in words what else the content looks like."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    start = _beginning(data)
    if start[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if start[:1] == b"<":
        return XML
    if start[:1] in (b"{", b"["):
        return JSON
    first_line = start.partition(b"\n")[0]
    return TABLE if any(first_line.count(delimiter) for delimiter in _DELIMITERS) else "plain text"


def _beginning(data: bytes) -> bytes:
    """The first few thousand characters as UTF-8, whatever the byte order mark says they are in."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) if encoding == "utf-8" else 0 :][:8000].decode(encoding, "ignore")
            return text.lstrip("\ufeff \t\r\n").encode("utf-8", "ignore")
    return data[:8000].lstrip()


def decode(data: bytes, *, encoding: str | None = None, remedy: str = "Save it as UTF-8.") -> str:
    """The text in `data`: `encoding`, else what a byte order mark says, else UTF-8.

    FileRefusedError names the first byte that is not, and `remedy` says what to do.
    """
    marked = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    chosen = encoding or ("utf-8-sig" if marked == "utf-8" else marked)
    try:
        return data.decode(chosen)
    except LookupError:
        raise FileRefusedError(f"there is no encoding {encoding!r}; names are such as windows-1252") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        wrong = f"byte 0x{data[error.start]:02X} is not {chosen.removesuffix('-sig').upper()}; " + remedy
        raise FileRefusedError(wrong, place=f"line {line}, byte {column}") from None
