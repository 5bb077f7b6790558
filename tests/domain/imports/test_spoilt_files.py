"""Files with one thing spoilt, whatever it is: read, or refused with a place. Nothing else may happen."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poseidon.domain.imports.abstract_book import read_abstract_book
from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.schedule import read_schedule
from tests.domain.imports.conftest import data

EXTREMES = ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "999:99", "-1", ""]
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from([*EXTREMES, [], {}, [[]], {"en": ["x"]}, 10**30]),
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything in a JSON document."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from paths(inner, (*path, key))


def spoilt(document: Any, path: tuple[Any, ...], value: Any) -> bytes:
    """`document` with `value` at `path`."""
    return json.dumps(_spoilt(document, path, value)).encode()


def _spoilt(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    whole = copy.copy(document)
    whole[path[0]] = _spoilt(document[path[0]], path[1:], value)
    return whole


def read_or_refuse(reader: Callable[[bytes], object], content: bytes) -> None:
    """Reads; a refusal is as good. Any other exception fails the test."""
    with suppress(FileRefusedError):
        reader(content)


DOCUMENTS = {name: json.loads(data(name)) for name in ("frab.json", "pretalx.json")}
PLACES = [(name, path) for name, document in DOCUMENTS.items() for path in paths(document)]
XML = data("frab.xml").decode()
TEXTS = [found.span() for found in re.finditer(r'(?<=>)[^<>\n]+(?=<)|(?<==")[^"]*(?=")', XML)]


@settings(max_examples=400)
@given(place=st.sampled_from(PLACES), value=anything)
def test_json_with_anything_anywhere_is_read_or_refused(place: tuple[str, Any], value: Any) -> None:
    name, path = place
    read_or_refuse(read_schedule, spoilt(DOCUMENTS[name], path, value))


@pytest.mark.parametrize("value", [*EXTREMES, 10**30, True, [], {}])
@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_json_with_an_extreme_value_anywhere_is_read_or_refused(name: str, value: Any) -> None:
    for path in paths(DOCUMENTS[name]):
        read_or_refuse(read_schedule, spoilt(DOCUMENTS[name], path, value))


@settings(max_examples=200)
@given(
    place=st.sampled_from(TEXTS), text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
)
def test_xml_with_any_text_anywhere_is_read_or_refused(place: tuple[int, int], text: str) -> None:
    start, end = place
    read_or_refuse(read_schedule, (XML[:start] + text + XML[end:]).encode())


@pytest.mark.parametrize("text", EXTREMES)
def test_xml_with_an_extreme_text_anywhere_is_read_or_refused(text: str) -> None:
    for start, end in TEXTS:
        read_or_refuse(read_schedule, (XML[:start] + text + XML[end:]).encode())


@pytest.mark.parametrize("name", ["frab.xml", "frab.json", "pretalx.json"])
@given(hole=st.tuples(st.floats(0, 1), st.integers(0, 300)))
def test_a_programme_with_a_hole_is_read_or_refused(name: str, hole: tuple[float, int]) -> None:
    content = data(name)
    at = int(hole[0] * len(content))
    read_or_refuse(read_schedule, content[:at] + content[at + hole[1] :])


@pytest.mark.parametrize("name", ["abstract-book.tsv", "abstract-book.csv"])
@settings(max_examples=150)
@given(hole=st.tuples(st.floats(0, 1), st.integers(0, 300)), stain=st.text('\t\n",;NA x1', max_size=6))
def test_a_book_with_a_hole_or_a_stain_is_read_or_refused(
    name: str, hole: tuple[float, int], stain: str
) -> None:
    content = data(name)
    at = int(hole[0] * len(content))
    read_or_refuse(read_abstract_book, content[:at] + stain.encode() + content[at + hole[1] :])
