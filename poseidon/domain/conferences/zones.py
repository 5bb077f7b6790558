"""Time zones that a conference can be in, and what a day is by their clocks."""

import datetime as dt
import zoneinfo
from functools import cache
from typing import Self

from django.db.models import Q


class Zone(zoneinfo.ZoneInfo):
    """A time zone in which legacy rows can be told the time: "open end" is 9999-12-31 23:59:59 there.

    That is no time of the calendar in Berlin, and an error in any other zone object: here it stays in UTC.
    """

    def fromutc(self: Self, moment: dt.datetime) -> dt.datetime:
        """The moment by this zone's clock, or by that of UTC where the calendar ends."""
        try:
            return super().fromutc(moment)
        except OverflowError:
            return moment.replace(tzinfo=dt.UTC)


@cache
def zone_names() -> tuple[str, ...]:
    """All names as in Europe/Berlin, sorted; read from the disk once a process."""
    return tuple(sorted(zoneinfo.available_timezones()))


def on_days(field: str, zone: dt.tzinfo, *, first: dt.date | None, last: dt.date | None) -> Q:
    """Rows whose moment is on one of the days from `first` to `last` by the zone's clock; None: no bound.

    It agrees with `moment.astimezone(zone).date()` for every moment if `zone` is a `Zone`.
    """
    opens = _beginning(first, zone) if first is not None else None
    closes = _beginning(last + dt.timedelta(1), zone) if last is not None and last < dt.date.max else None
    after = Q((f"{field}__gte", opens)) if opens else Q()
    return after & Q((f"{field}__lt", closes)) if closes else after


def _beginning(day: dt.date, zone: dt.tzinfo) -> dt.datetime | None:
    """When the day begins; None for the calendar's first, which nothing is before."""
    if day == dt.date.min:
        return None
    return dt.datetime.combine(day, dt.time(), tzinfo=zone).astimezone(dt.UTC)
