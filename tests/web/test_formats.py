"""How pages write things."""

import datetime

import pytest

from poseidon.web import formats

day = datetime.date


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (None, None, ""),
        (day(2024, 12, 27), None, "27 Dec 2024"),
        (None, day(2024, 12, 27), "27 Dec 2024"),
        (day(2024, 12, 27), day(2024, 12, 27), "27 Dec 2024"),
        (day(2024, 12, 27), day(2024, 12, 30), "27–30 Dec 2024"),
        (day(2024, 11, 30), day(2024, 12, 2), "30 Nov – 2 Dec 2024"),
        (day(2024, 12, 30), day(2025, 1, 2), "30 Dec 2024 – 2 Jan 2025"),
    ],
)
def test_two_days_are_written_short(first: datetime.date, last: datetime.date, written: str) -> None:
    assert formats.day_span(first, last) == written


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lovelace", "AL"),
        ("ada", "A"),
        ("Ada King Lovelace", "AL"),
        ("", ""),
        ("(-) x", "X"),
        ("A A", "AA"),
    ],
)
def test_initials_are_of_first_and_last_word(name: str, letters: str) -> None:
    assert formats.initials(name) == letters


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org/a?b", "https://example.org/a?b"),
        ("  http://example.org ", "http://example.org"),
        ("HTTPS://example.org", "HTTPS://example.org"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("https:", ""),
        ("https://[", ""),
        ("example.org", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_only_web_addresses_are_kept(text: str | None, address: str) -> None:
    assert formats.web_address(text) == address


def test_host_is_shown_without_credentials_and_www() -> None:
    assert formats.host("https://www.example.org/path") == "example.org"
    assert formats.host("https://example.org@evil.example/") == "evil.example"


def test_thousands_are_set_apart() -> None:
    assert formats.number(1007).replace(formats.THIN_SPACE, " ") == "1 007"
    assert formats.number(12) == "12"


@pytest.mark.parametrize(
    ("status", "tone"),
    [("Accepted ", "good"), ("PENDING", "waiting"), ("withdrawn", "bad"), ("x", "plain"), (None, "plain")],
)
def test_status_has_a_tone(status: str | None, tone: str) -> None:
    assert formats.tone(status) == tone
