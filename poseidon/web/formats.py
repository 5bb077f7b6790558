"""How pages write things: days, numbers, names, addresses of uncertain origin."""

import datetime
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from poseidon.web.locales import amount as amount_in_locale
from poseidon.web.locales import date_format, grouped, is_house_reader

THIN_SPACE: Final = "\N{NARROW NO-BREAK SPACE}"
TONES: Final = {
    "good": frozenset(("accepted", "confirmed", "paid", "active", "registered", "approved", "published")),
    "waiting": frozenset(
        ("submitted", "pending", "draft", "waiting", "waitlist", "in review", "under review", "new")
    ),
    "bad": frozenset(("rejected", "withdrawn", "cancelled", "canceled", "declined", "deleted", "refused")),
}


def day_name(date: datetime.date | None) -> str:
    """How a programme's day is written in an address: `2024-12-27`, or `none`."""
    return date.isoformat() if date is not None else "none"


def day_span(first: datetime.date | None, last: datetime.date | None) -> str:
    """Two days as people write them: `27–30 Dec 2024`, `30 Dec 2024 – 2 Jan 2025`; empty for None."""
    first, last = first or last, last or first
    if first is None or last is None:
        return ""
    if first == last:
        return date_format(first, "j M Y")
    if first.year != last.year:
        return f"{date_format(first, 'j M Y')} – {date_format(last, 'j M Y')}"
    if first.month != last.month:
        return f"{date_format(first, 'j M')} – {date_format(last, 'j M Y')}"
    if not is_house_reader():  # the day may stand anywhere
        return f"{date_format(first, 'j M')} – {date_format(last, 'j M Y')}"
    return f"{first.day}–{date_format(last, 'j M Y')}"


def number(value: int) -> str:
    """A count with thin spaces between thousands, or what the reader puts there."""
    return grouped(value, THIN_SPACE)


def amount(value: Decimal) -> str:
    """An amount of money as the reader writes it."""
    return amount_in_locale(value)


def initials(name: str) -> str:
    """The first letters of the first and the last word that begin with a letter or digit; at most two."""
    words = [word for word in name.split() if word[0].isalnum()]
    first_and_last = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in first_and_last).upper()


def web_address(text: str | None) -> str:
    """`text` where it is an http or https address, else empty: never `javascript:`."""
    address = (text or "").strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


def picture_address(text: str | None) -> str:
    """`text` where it is an https address, else empty: pictures come encrypted or not at all."""
    address = web_address(text)
    return address if address.startswith("https:") else ""


def host(address: str) -> str:
    """The part of a web address that people read: its host without `www.`."""
    return urlsplit(address).netloc.rpartition("@")[2].removeprefix("www.")


def tone(status: str | None) -> str:
    """The colour a status is shown in: good, waiting, bad or plain."""
    word = (status or "").strip().casefold()
    return next((name for name, words in TONES.items() if word in words), "plain")
