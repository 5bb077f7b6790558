"""Reads XML into elements that know their line, and refuses what XML can do besides."""

from dataclasses import dataclass, field
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from poseidon.domain.imports.errors import FileRefusedError


@dataclass(slots=True)
class Element:
    """An XML element; `text` is what stands before its first child, `line` where its tag begins."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    @property
    def place(self) -> str:
        """For errors: line and tag."""
        return f"line {self.line}, <{self.tag}>"

    def get(self, name: str) -> str | None:
        """An attribute, stripped; None where it is missing or empty."""
        return self.attributes.get(name, "").strip() or None

    def all(self, tag: str) -> list["Element"]:
        """The children of that tag."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> "Element | None":
        """The first child of that tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def words(self, tag: str) -> str | None:
        """Text of the first child of that tag, None where it is missing or empty."""
        child = self.first(tag)
        return (child.text.strip() or None) if child is not None else None


class _Builder:
    """The parser's target (the interface of ElementTree's): makes Elements, of which `root` is the first."""

    root: Element

    def __init__(self) -> None:
        self.expat: Any = None
        self._open: list[Element] = []
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins; text so far was its parent's."""
        self._flush()
        element = Element(tag.rpartition("}")[2], dict(attributes), self.expat.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def data(self, text: str) -> None:
        """Some text; expat hands it over in pieces."""
        self._text.append(text)

    def end(self, _tag: str) -> None:
        """The innermost element ends."""
        self._flush()
        self._open.pop()

    def close(self) -> None:
        """Nothing is left to do."""

    def _flush(self) -> None:
        if self._open and not self._open[-1].children:
            self._open[-1].text += "".join(self._text)
        self._text.clear()


def read_xml(data: bytes) -> Element:
    """The root element of `data`. FileRefusedError names the line of what is wrong, or what is refused."""
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.expat = parser.parser
    try:
        parser.feed(data)
        parser.close()
    except ParseError as error:
        line, column = error.position
        reason = str(error).partition(": line")[0]
        raise FileRefusedError(
            f"is not well-formed XML: {reason}", place=f"line {line}, column {column + 1}"
        ) from error
    except DefusedXmlException as error:
        raise FileRefusedError(
            "declares a document type or entities. Those can make a small file fill the memory, or fetch "
            "other files, so they are refused: remove the <!DOCTYPE …> part, a programme needs none",
            place=f"line {builder.expat.CurrentLineNumber}",
        ) from error
    except (ValueError, LookupError) as error:
        raise FileRefusedError(f"cannot be read as XML: {error}") from error
    return builder.root
