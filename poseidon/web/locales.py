"""Days and numbers as whoever reads the page writes them: what a browser says in `Accept-Language` decides.

The texts stay English, in which alone they exist; names of months, the order of a day's parts and the
marks in numbers do not. English itself is the house's way: `27 Dec 2024`, `1 007`.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import formats, translation
from django.utils.translation.trans_real import parse_accept_lang_header

HOUSE: Final = ""
_PARTS: Final = (
    ("j F Y", "DATE_FORMAT"),
    ("j M Y", "DATE_FORMAT"),
    ("j M", "MONTH_DAY_FORMAT"),
    ("M Y", "YEAR_MONTH_FORMAT"),
)
_NAMES: Final = ("D", "l")
_reader: ContextVar[str] = ContextVar("poseidon_reader_locale", default=HOUSE)


class ReaderLocaleMiddleware:
    """Stands behind Django's, which says that pages vary with the language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers with the days and numbers of the request's language."""
        with reading_as(locale_of(request.headers.get("Accept-Language", ""))):
            return self.get_response(request)


@contextmanager
def reading_as(locale: str) -> Iterator[None]:
    """Inside, days and numbers are written as in this locale."""
    token = _reader.set(locale)
    try:
        yield
    finally:
        _reader.reset(token)


@lru_cache(maxsize=1000)
def locale_of(accepted: str) -> str:
    """The first of the accepted languages whose ways are known: `de` of `de-CH, en`; HOUSE for English."""
    for language, _ in parse_accept_lang_header(accepted):
        for code in (language, language.partition("-")[0]):
            if code in ("en", "*"):
                return HOUSE
            if code in LANG_INFO and any(formats.iter_format_modules(code)):
                return code
    return HOUSE


def is_house_reader() -> bool:
    """Whether days and numbers are written in the way of the house."""
    return _reader.get() == HOUSE


def date_format(value: datetime.date, form: str) -> str:
    """As Django's, in the reader's order and words."""
    return in_words_of_the_reader(formats.date_format, value, form)


def in_words_of_the_reader(write: Callable[[Any, str], str], value: Any, form: str) -> str:
    """What `write` makes of the value and the reader's format, while names are the reader's."""
    locale = _reader.get()
    part, name = next((each for each in _PARTS if each[0] in form), ("", ""))
    if locale == HOUSE or not (part or form in _NAMES):
        return write(value, form)
    own = form.replace(part, str(formats.get_format(name, locale))) if part else form
    with translation.override(locale):
        return str(write(value, own))


def grouped(value: int, house: str) -> str:
    """A count with marks between thousands: the reader's, or those of the house."""
    locale = _reader.get()
    mark = str(formats.get_format("THOUSAND_SEPARATOR", locale)) if locale else house
    return f"{value:,}".replace(",", mark)


def amount(value: Decimal) -> str:
    """An amount of money with all its places; without a currency."""
    locale = _reader.get()
    if not locale:
        return str(value)
    with translation.override(locale):
        return str(formats.number_format(value, use_l10n=True, force_grouping=True))
