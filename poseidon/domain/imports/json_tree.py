"""Reads JSON into values that know their path, so that an error can name it."""

import json
from collections.abc import Iterator
from typing import Any, Final

from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.reading import UNSTORABLE, decode, utf_16_without_mark

_NAMES: Final = {dict: "an object", list: "a list", str: "text", bool: "yes or no", type(None): "nothing"}


class Repeated(dict[str, Any]):
    """An object that names `keys` twice, with different values: all but the last are lost by now."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.keys_told_twice = dict.fromkeys(key for key, value in pairs if self[key] != value)


class Node:
    """A value of a JSON document and the path to it, such as `schedule.days[0].rooms`.

    `lost` is the whole document's: texts, by path, that were read without characters no database can hold.
    """

    __slots__ = ("lost", "path", "value")

    def __init__(self, value: Any, path: str = "", lost: dict[str, str] | None = None) -> None:
        self.value, self.path = value, path
        self.lost = {} if lost is None else lost

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) not in (None, "")

    def child(self, key: str) -> "Node":
        """The value under `key`, which may be nothing. FileRefusedError where this is no object."""
        return Node(self._object().get(key), f"{self.path}.{key}".lstrip("."), self.lost)

    def entries(self) -> Iterator[tuple[str, "Node"]]:
        """Key and value of an object; none of nothing."""
        for key, value in (self._object() if self.value is not None else {}).items():
            name = f".{key}" if key.isidentifier() else f"[{key!r}]"
            node = Node(value, f"{self.path}{name}".lstrip("."), self.lost)
            yield node._storable(key), node

    def items(self) -> Iterator["Node"]:
        """The items of a list; none of nothing."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.refused("a list")
        for index, value in enumerate(self.value):
            yield Node(value, f"{self.path}[{index}]", self.lost)

    def text(self, key: str) -> str | None:
        """Text or number under `key`, stripped; None where it is missing or empty."""
        return self.child(key).words()

    def words(self, language: str = "en") -> str | None:
        """This as text: `language` of {"en": …, "fr": …}, else English, else what there is."""
        value = self.value
        if isinstance(value, dict):
            spoken = (value.get(key) for key in (language, "en", *value))
            value = next((words for words in spoken if isinstance(words, str) and words.strip()), None)
        if value is None:
            return None
        if isinstance(value, list):
            raise self.refused("text")
        return self._storable(str(value)).strip() or None

    def number(self, key: str) -> int | None:
        """Whole number under `key`. FileRefusedError where it is something else."""
        child = self.child(key)
        value = child.value
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise child.refused("a whole number") from None

    def truth(self, key: str) -> bool | None:
        """Yes or no under `key`; text such as "false" counts as what it says."""
        value = self.child(key).value
        if value is None or value == "":
            return None
        return value.strip().casefold() not in ("false", "no", "0") if isinstance(value, str) else bool(value)

    def refused(self, wanted: str) -> FileRefusedError:
        """The error to raise where `wanted` should stand here."""
        found = _NAMES.get(type(self.value), "a number")
        shown = f" ({self.value!r})"[:60] if isinstance(self.value, (str, int, float)) else ""
        return FileRefusedError(f"expected {wanted}, found {found}{shown}", place=self.path)

    def _object(self) -> dict[str, Any]:
        if not isinstance(self.value, dict):
            raise self.refused("an object")
        if isinstance(self.value, Repeated) and self.value.keys_told_twice:
            twice = ", ".join(map(repr, list(self.value.keys_told_twice)[:3]))
            reason = f"names {twice} more than once, each time with other contents"
            raise FileRefusedError(reason, place=self.path)
        return self.value

    def _storable(self, text: str) -> str:
        if text.isascii() and "\0" not in text:
            return text
        kept = UNSTORABLE.sub("", text)
        if kept != text:
            self.lost.setdefault(self.path, kept)
        return kept


def read_json(data: bytes) -> Node:
    """The document in `data`. FileRefusedError names line and column of what is wrong."""
    encoding = utf_16_without_mark(data)
    text = decode(data, encoding=encoding, remedy="JSON is UTF-8: save it so.")
    try:
        return Node(json.loads(text, object_pairs_hook=_object))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise FileRefusedError(f"is not valid JSON: {error.msg}", place=place) from error
    except (RecursionError, ValueError) as error:
        raise FileRefusedError(f"cannot be read as JSON: {error}") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Repeated(pairs)
