"""Dates, times, durations and time zones as programmes write them."""

import datetime as dt
import re
import zoneinfo
from typing import Final

from poseidon.domain.imports.errors import quoted

_HOURS_MINUTES: Final = re.compile(r"(\d{1,5}):(\d{2})(?::(\d{1,2}))?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:Z|[+-]\d{2}:\d{2})?")  # XML's dates may carry an offset
_MIDNIGHT: Final = re.compile(r"(?<=\d[T ])24(?=:00(?::00(?:\.0+)?)?(?:Z|[+-]|$))")  # XML: the end of a day
_FIXED: Final = {dt.timedelta(0): "UTC"}


def read_moment(text: str, zone: dt.tzinfo | None) -> dt.datetime:
    """An ISO 8601 moment with its own offset, or in `zone` where it has none. ValueError with the reason."""
    told = text.strip().upper()
    begun = _MIDNIGHT.sub("00", told)
    try:
        moment = dt.datetime.fromisoformat(begun) + dt.timedelta(days=begun != told)
    except (ValueError, OverflowError):
        raise ValueError(
            f"{quoted(text)} is not a date with a time such as 2025-11-01T10:30:00+01:00"
        ) from None
    return moment.replace(tzinfo=zone or dt.UTC) if moment.tzinfo is None else moment


def to_utc(moment: dt.datetime) -> dt.datetime:
    """`moment` in UTC and whole seconds, as the columns hold it. ValueError outside years 1 to 9999."""
    try:
        return moment.astimezone(dt.UTC).replace(microsecond=0)
    except OverflowError:
        raise ValueError(f"{moment} is outside the calendar") from None


def is_day(text: str) -> bool:
    """Whether `text` is a date without a time, as XML and ISO 8601 write it."""
    return bool(_DAY.fullmatch(text.strip()))


def read_day(text: str) -> dt.date:
    """The date at the start of an ISO 8601 date or moment. ValueError with the reason."""
    try:
        return dt.date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a date such as 2025-11-01") from None


def read_time(text: str) -> dt.time:
    """A time of day, `10:30`. ValueError with the reason."""
    try:
        return dt.time.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a time of day such as 10:30") from None


def read_duration(text: str) -> dt.timedelta:
    """`1:30`, `01:30:00`, or whole minutes. ValueError with the reason."""
    stripped = text.strip()
    if stripped.isdecimal() and len(stripped) < 7:
        return dt.timedelta(minutes=int(stripped))
    found = _HOURS_MINUTES.fullmatch(stripped)
    if not found:
        raise ValueError(f"{quoted(text)} is not a duration such as 01:30")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)


def find_zone(name: str) -> dt.tzinfo:
    """The zone of that name. ValueError where there is none."""
    try:
        return zoneinfo.ZoneInfo(name.strip())
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone {name!r}; names are such as Europe/Berlin") from None


def zone_of_offsets(offsets: set[dt.timedelta]) -> str | None:
    """Name of the zone that always has the one offset in `offsets`; None for several, or for no whole hour.

    The `Etc` zones count westwards: +01:00 is `Etc/GMT-1`.
    """
    if len(offsets) != 1:
        return None
    (offset,) = offsets
    hours, rest = divmod(offset, dt.timedelta(hours=1))
    if rest or not -12 <= hours <= 14:
        return None
    return _FIXED.get(offset) or f"Etc/GMT{-hours:+d}"
