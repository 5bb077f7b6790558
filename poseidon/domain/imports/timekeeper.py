"""When things of a file happen: its time zone, and the offsets that its moments are written with."""

import datetime as dt
from typing import Final

from poseidon.domain.imports import clock
from poseidon.domain.imports.errors import at

_ONLY_A_TIME: Final = len("10:30:00")
_MORNING: Final = dt.time(6)  # a day that does not say when it starts goes on until six the next morning


class Timekeeper:
    """Reads moments of one file; `offsets` collects those that its moments carried.

    `zone` is for moments without an offset: the chosen one, else the file's, else the conference's as stored.
    """

    def __init__(self, chosen: str | None = None, *, stored: str | None = None) -> None:
        name = chosen or stored
        self.zone: dt.tzinfo | None = clock.find_zone(name) if name else None
        self.offsets: set[dt.timedelta] = set()
        self._chosen = chosen

    def file_says(self, name: str) -> None:
        """The file's own zone. ValueError where there is none of that name."""
        zone = clock.find_zone(name)
        self.zone = self.zone if self._chosen else zone

    def moment(self, text: str, place: str, *, counts: bool = True) -> dt.datetime:
        """The moment `text` with its own offset, or in the zone; `counts`: it tells of the conference.

        FileRefusedError naming `place`.
        """
        moment = at(place, lambda told: clock.read_moment(told, self.zone), text)
        offset = moment.utcoffset()
        if counts and offset is not None and moment.tzinfo is not self.zone:
            self.offsets.add(offset)
        return moment

    def utc(self, text: str, place: str) -> dt.datetime:
        """As `moment`, in UTC."""
        return at(place, clock.to_utc, self.moment(text, place))

    def opening(self, text: str, place: str) -> dt.datetime:
        """The moment at which a day opens, as the clocks there show it; it may be written in UTC."""
        moment = self.moment(text, place, counts=False)
        return at(place, lambda told: told.astimezone(self.zone or told.tzinfo), moment)

    def local_day(self, text: str, place: str) -> dt.date:
        """The date of `text`, a date or a moment, as people at the conference would say."""
        if clock.is_day(text):
            return at(place, clock.read_day, text)
        return self.opening(text, place).date()

    def start(
        self, date: str | None, time: str | None, day: dt.date, opens: dt.datetime | None, place: str
    ) -> dt.datetime | None:
        """The moment in `date`, else the time of day `time` on `day`, which opens at `opens`: a time of day
        before that is past midnight. UTC; None where neither is told."""
        if date and not clock.is_day(date):
            return self.utc(date, f"{place}, date")
        if not time:
            return None
        clock_time = at(f"{place}, start", clock.read_time, time)
        begins = opens.replace(tzinfo=None).time() if opens else _MORNING
        zone = self.zone or (opens.tzinfo if opens else dt.UTC)
        later = dt.timedelta(days=clock_time < begins)
        return at(place, lambda told: clock.to_utc(dt.datetime.combine(day + later, told, zone)), clock_time)

    def end(
        self, start: dt.datetime, duration: str | None, end: str | None, place: str
    ) -> dt.datetime | None:
        """`duration` after `start`, else the moment `end`. UTC; None where neither is told."""
        if duration:
            return at(f"{place}, duration", lambda told: start + clock.read_duration(told), duration)
        if end and len(end) > _ONLY_A_TIME:
            return self.utc(end, f"{place}, end")
        return None
