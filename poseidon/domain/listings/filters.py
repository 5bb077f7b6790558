"""What filters of several tables have in common."""

import datetime
from typing import Final

from django.db.models import Q

from poseidon.commons.spellings import says_nothing, spelt_as
from poseidon.commons.zero_dates import is_no_date
from poseidon.domain.conferences.zones import on_days

YES, NO, NONE, SOME = "yes", "no", "none", "some"
MOST: Final = 2**31 - 1
"""The largest number that a key of a legacy table can be."""


def flag_is(field: str, asked: str) -> Q:
    """`yes`: set, to whatever number; `no`: not set, or not said. Anything else: every row."""
    if asked == YES:
        return Q((f"{field}__isnull", False)) & ~Q((field, False))
    return Q((field, False)) | Q((f"{field}__isnull", True)) if asked == NO else Q()


def text_is(field: str, asked: str) -> Q:
    """Rows with this text, in any spelling; `none`: with none; nothing asked: every row."""
    if asked == NONE:
        return says_nothing(field)
    return spelt_as(field, asked) if asked else Q()


def is_there(field: str, asked: str) -> Q:
    """`some`: rows with something in `field`; `none`: with nothing."""
    nothing = Q((f"{field}__isnull", True)) | Q((field, ""))
    return {NONE: nothing, SOME: ~nothing}.get(asked, Q())


def between_days(field: str, since: str, until: str, zone: datetime.tzinfo) -> Q:
    """Rows whose moment is on one of the days from `since` to `until`, both included, by the zone's clock.

    Days are written 2024-12-27; what is none is not asked for. Since `none`: rows without a moment.
    """
    first, last = day_asked(since), day_asked(until)
    if since == NONE:
        return is_no_date(field)
    among = on_days(field, zone, first=first, last=last)
    return among & ~is_no_date(field) if last and not first else among  # a zero date is before every day


def day_asked(text: str) -> datetime.date | None:
    """The day that is written there as 2024-12-27; None where it is none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def number_of(asked: str) -> int | None:
    """`asked` as a key; None where it is none."""
    fits = asked.isascii() and asked.isdecimal() and int(asked[:20]) <= MOST
    return int(asked) if fits else None
