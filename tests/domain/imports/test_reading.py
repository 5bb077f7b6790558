"""What a file is, by its content; how it is decoded; what is wrong with it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poseidon.domain.imports import reading
from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.json_tree import read_json
from poseidon.domain.imports.xml_tree import read_xml


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<?xml version='1.0'?><schedule/>", reading.XML),
        (b"\xef\xbb\xbf\n<schedule/>", reading.XML),
        ("<schedule/>".encode("utf-16"), reading.XML),
        (b' {"a": 1}', reading.JSON),
        (b"\xef\xbb\xbf[1]", reading.JSON),
        (b"a\tb\n1\t2\n", reading.TABLE),
        (b"a;b\n", reading.TABLE),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"PK\x03\x04....", "a ZIP archive or an Excel or LibreOffice workbook"),
        (b"\xd0\xcf\x11\xe0....", "an old Excel or Word document"),
        (b"\x1f\x8b...", "a gzip archive"),
        (b"BZh91AY", "a bzip2 archive"),
        (b"\xfd7zXZ\0..", "an xz archive"),
        (b"\x28\xb5\x2f\xfd..", "a Zstandard archive"),
        (b"PK\x05\x06", "an empty ZIP archive"),
        (b"{\\rtf1\\ansi", "an RTF document"),
        (b"BEGIN:VCALENDAR\n", "a calendar (iCalendar)"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"hello\n", "plain text"),
    ],
)
def test_a_kind_is_told_by_the_content(content: bytes, kind: str) -> None:
    assert reading.kind_of(content) == kind


@given(st.binary(max_size=200))
def test_no_content_makes_the_telling_fail(content: bytes) -> None:
    assert isinstance(reading.kind_of(content), str)


def test_a_byte_that_is_not_utf8_is_named_with_its_place() -> None:
    with pytest.raises(FileRefusedError, match=r"line 2, byte 4: byte 0xE9 is not UTF-8; Save it as UTF-8"):
        reading.decode("one\ncaf\xe9".encode("latin-1"))


def test_the_chosen_encoding_and_byte_order_marks_are_heeded() -> None:
    assert reading.decode(b"caf\xe9", encoding="windows-1252") == "café"
    assert reading.decode("café".encode("utf-16")) == "café"
    assert reading.decode("café".encode("utf-8-sig")) == "café"
    with pytest.raises(FileRefusedError, match="no encoding 'klingon'"):
        reading.decode(b"x", encoding="klingon")


def test_files_that_cannot_be_read_say_why(tmp_path: Path, write: Callable[..., Path]) -> None:
    with pytest.raises(FileRefusedError, match="No such file"):
        reading.read_file(tmp_path / "absent")
    with pytest.raises(FileRefusedError, match="directory"):
        reading.read_file(tmp_path)
    with pytest.raises(FileRefusedError, match="is empty"):
        reading.read_file(write(" \n"))


def test_a_huge_file_is_not_read(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 10)
    with pytest.raises(FileRefusedError, match="11 bytes long; 10 are read at most"):
        reading.read_file(write(b"12345678901"))


def test_malformed_xml_names_line_and_column() -> None:
    with pytest.raises(FileRefusedError, match=r"line 3, column 3: is not well-formed XML: mismatched tag"):
        read_xml(b"<schedule>\n<day>\n</room>\n</schedule>")


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY lol "lol">
 <!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
]>
<schedule>&lol2;</schedule>"""
EXTERNAL = b"""<?xml version="1.0"?>
<!DOCTYPE s [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<schedule>&secret;</schedule>"""
FOREIGN = b"""<!DOCTYPE schedule SYSTEM "http://127.0.0.1:1/evil.dtd"><schedule/>"""


@pytest.mark.parametrize(("content", "line"), [(BOMB, 2), (EXTERNAL, 2), (FOREIGN, 1)])
def test_bombs_and_external_entities_are_refused_by_line(content: bytes, line: int) -> None:
    with pytest.raises(FileRefusedError, match=rf"line {line}: declares a document type or entities"):
        read_xml(content)


def test_a_plain_parser_would_have_fallen_for_the_bomb() -> None:
    from xml.etree.ElementTree import fromstring

    assert fromstring(BOMB).text == "lol" * 10


def test_elements_know_their_line_and_their_text() -> None:
    root = read_xml(b"<a>\n <b x=' 1 '>one <i>two</i> three</b>\n <b/>\n</a>")
    first, second = root.all("b")
    assert (first.line, first.text, first.get("x"), second.line, second.get("x")) == (2, "one ", "1", 3, None)
    assert root.words("b") == "one"
    assert root.first("c") is None


def test_deeply_nested_xml_is_read_without_recursion() -> None:
    assert read_xml(b"<a>" * 20_000 + b"</a>" * 20_000).tag == "a"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a": 1,\n "b": }', "line 2, column 7: is not valid JSON: Expecting value"),
        (b'{"a": "caf\xe9"}', "line 1, byte 11: byte 0xE9 is not UTF-8"),
        (b"[" * 100_000, "cannot be read as JSON|line 1, column"),
    ],
)
def test_broken_json_names_its_place(content: bytes, message: str) -> None:
    with pytest.raises(FileRefusedError, match=message):
        read_json(content)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_parsers_fail_otherwise(content: bytes) -> None:
    for reader in (read_xml, read_json):
        try:
            reader(content)
        except FileRefusedError:
            continue


def test_json_of_the_wrong_shape_names_the_path() -> None:
    document = read_json(b'{"days": [{"rooms": {"Great Hall": 7, "Pier": [{"n": "x"}]}}]}')
    day = next(document.child("days").items())
    rooms = dict(day.child("rooms").entries())
    with pytest.raises(
        FileRefusedError, match=r"days\[0\]\.rooms\['Great Hall'\]: expected a list, found a number \(7\)"
    ):
        list(rooms["Great Hall"].items())
    event = next(rooms["Pier"].items())
    with pytest.raises(
        FileRefusedError, match=r"days\[0\]\.rooms\.Pier\[0\]\.n: expected a whole number, found text"
    ):
        event.number("n")
    with pytest.raises(FileRefusedError, match=r"expected an object, found a list"):
        document.child("days").child("x")
    with pytest.raises(FileRefusedError, match=r"expected text, found a list"):
        document.text("days")


def test_words_are_in_the_language_asked_for_else_english_else_what_there_is() -> None:
    document = read_json(
        '{"a": {"en": "Barn", "fr": "Grange"}, "b": {"fr": "Pré", "en": ""}, "c": {}, "d": " x "}'.encode()
    )
    assert document.child("a").words("fr") == "Grange"
    assert document.child("a").words("de") == "Barn"
    assert document.child("b").words("en") == "Pré"
    assert document.child("c").words() is None
    assert document.child("d").words() == "x"


@pytest.mark.parametrize(
    ("value", "truth"),
    [("true", True), ('"False"', False), ('"no"', False), ("0", False), ("null", None), ('""', None)],
)
def test_truth_is_read_from_what_it_says(value: str, truth: bool | None) -> None:
    assert read_json(f'{{"t": {value}}}'.encode()).truth("t") is truth
