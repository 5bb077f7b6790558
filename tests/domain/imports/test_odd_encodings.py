"""Files in encodings, and from places, that nobody thinks of until one comes."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from poseidon.domain.imports import reading
from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.schedule import read_schedule

XML = (
    '<?xml version="1.0" encoding="{}"?>\n<schedule><day date="2026-01-01"><room name="Café">'
    '<event id="1"><title>Fête à vélo</title></event></room></day></schedule>'
)
JSON = (
    '{"schedule": {"conference": {"days": [{"date": "2026-01-01", "rooms": {"Café": '
    '[{"id": 1, "title": "Fête à vélo"}]}}]}}}'
)


def read(content: bytes) -> tuple[list[str], list[str]]:
    """Titles and rooms."""
    programme = read_schedule(content)
    return (
        [session.title for session in programme.sessions.values()],
        [room.name for room in programme.rooms.values()],
    )


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("UTF-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("ISO-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("ISO-8859-15", "iso8859-15"),
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-le"),
        ("UTF-16", "utf-16-be"),
    ],
)
def test_xml_is_read_in_the_encoding_it_declares(declared: str, written: str) -> None:
    assert read(XML.format(declared).encode(written)) == (["Fête à vélo"], ["Café"])


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_json_is_read_in_any_unicode_it_is_known_to_be_in(written: str) -> None:
    assert read(JSON.encode(written)) == (["Fête à vélo"], ["Café"])


@pytest.mark.parametrize("text", [XML.format("UTF-8"), JSON])
def test_line_ends_of_windows_do_not_matter(text: str) -> None:
    assert read(text.replace("\n", "\r\n").replace("><", ">\r\n<").encode()) == (["Fête à vélo"], ["Café"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (JSON.encode("utf-32"), "looks like text in UTF-32, which has to be saved as UTF-8"),
        (JSON.encode("latin-1"), r"line 1, byte \d+: byte 0xE9 is not UTF-8; JSON is UTF-8: save it so"),
        (XML.format("utf-8").encode("latin-1"), "line 2, column .* is not well-formed XML"),
        (XML.format("klingon").encode(), "cannot be read as XML: unknown encoding: klingon"),
        (XML.format("shift_jis").encode("shift_jis", "ignore"), "multi-byte encodings are not supported"),
    ],
)
def test_what_is_in_another_encoding_says_so(content: bytes, message: str) -> None:
    with pytest.raises(FileRefusedError, match=message):
        read(content)


def test_a_pipe_is_read_although_it_says_that_it_is_empty(tmp_path: Path) -> None:
    """As in `manage.py import_schedule … <(curl …)`."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(JSON.encode(),))
    writer.start()
    try:
        assert reading.read_file(pipe).data == JSON.encode()
    finally:
        writer.join()


def test_a_file_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1_000)
    with pytest.raises(FileRefusedError, match="goes on after 1,000 bytes, which are read at most"):
        reading.read_file(Path("/dev/zero"))


@pytest.mark.parametrize("key", ["rooms", "days"])
def test_a_key_told_twice_with_other_contents_is_refused_and_not_half_read(key: str) -> None:
    """JSON's parsers keep the last of two; the sessions of the first room would be gone without a word."""
    day = '{"date": "2026-01-01", "rooms": {"R": [{"id": 1, "title": "a"}], "R": [{"id": 2, "title": "b"}]}}'
    days = f'"days": [{day}]' + (', "days": []' if key == "days" else "")
    with pytest.raises(
        FileRefusedError, match=r"names '(R|days)' more than once, each time with other"
    ) as told:
        read(f'{{"schedule": {{"conference": {{"title": "C", {days}}}}}}}'.encode())
    assert told.value.place in ("schedule.conference.days[0].rooms", "schedule.conference")


def test_a_key_told_twice_alike_or_where_nobody_reads_does_not_matter() -> None:
    text = JSON.replace('"id": 1,', '"id": 1, "id": 1, "links": [{"url": "a", "url": "b"}],')
    assert read(text.encode()) == (["Fête à vélo"], ["Café"])


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1" * 400, "true", '"many"'])
def test_a_capacity_that_is_no_number_of_seats_is_refused_or_read_as_one(number: str) -> None:
    rooms = '{"title": "C", "rooms": [{"name": "Café", "guid": "r", "capacity": %s}],' % number  # noqa: UP031
    content = JSON.replace('{"days"', rooms + ' "days"', 1).encode()
    try:
        capacity: Any = next(iter(read_schedule(content).rooms.values())).capacity
    except FileRefusedError as error:
        assert error.place == "schedule.conference.rooms[0].capacity"  # noqa: PT017 - either is right
    else:
        assert isinstance(capacity, int)


@pytest.mark.parametrize("minute", ["0" * 5_000 + "5", "9" * 5_000, "1440", "-1", "²", ""])
def test_a_minute_that_is_none_is_refused_however_long(minute: str) -> None:
    content = f'{{"schedule": {{"2026-01-01": {{"{minute}": {{"1": {{"code": "A", "title": "x"}}}}}}}}}}'
    with pytest.raises(FileRefusedError, match="is not a minute of the day"):
        read(content.encode())


@pytest.mark.parametrize("address", ["http://[", "http://[x]/", "//[", "\\\\"])
@pytest.mark.parametrize("key", ["base_url", "avatar"])
def test_an_address_that_is_none_spoils_nothing_else(key: str, address: str) -> None:
    base = address if key == "base_url" else "https://a.example/"
    photo = address if key == "avatar" else "/x.png"
    person = f'"persons": [{{"id": 1, "name": "A B", "avatar": "{photo}"}}]'.replace("\\", "\\\\")
    content = JSON.replace('"title"', person + ', "title"')
    content = content.replace('"schedule": {', '"schedule": {"base_url": "%s",' % base.replace("\\", "\\\\"))  # noqa: UP031
    assert read(content.encode())[0] == ["Fête à vélo"]
    told = XML.format("utf-8").replace(
        "<schedule>", f"<schedule><conference><base_url>{base}</base_url></conference>"
    )
    assert read(told.encode())[0] == ["Fête à vélo"]
