"""Geometry of charts: what a template needs to draw numbers as SVG, reckoned here because it cannot."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from poseidon.web.locales import date_format

MOST_COLUMNS: Final = 62
MOST_DAYS_AWAY: Final = 1826
WIDTH, HEIGHT = 620, 100
"""The drawing's own units of a column chart; the page stretches it."""
GAP: Final = 0.15


class Segment(NamedTuple):
    """A piece of a bar: where it begins, how wide it is (0 to 100), and what it is counted as."""

    x: str
    width: str
    name: str
    tone: str


class Bar(NamedTuple):
    """A labelled number with its bar, and the address of the rows that it counts, if there is one."""

    label: str
    number: int
    segments: list[Segment]
    address: str


class Column(NamedTuple):
    """What happened from one day to another: new ones, all until then, and where its bar stands."""

    first: datetime.date
    last: datetime.date
    number: int
    total: int
    x: str
    y: str
    width: str
    height: str
    address: str

    @property
    def label(self) -> str:
        """`27 Dec 2024`, or `Dec 2024`, or `23 Dec – 29 Dec 2024`."""
        if self.first == self.last:
            return date_format(self.first, "j M Y")
        if self.first.day == 1 and (self.last + datetime.timedelta(1)).day == 1:
            return date_format(self.first, "M Y")
        return f"{date_format(self.first, 'j M')} – {date_format(self.last, 'j M Y')}"


class ColumnChart(NamedTuple):
    """Columns in order of time; `unit` says what one stands for: day, week or month."""

    columns: list[Column]
    unit: str
    highest: int
    width: int = WIDTH
    height: int = HEIGHT


def written(value: float) -> str:
    """A length as SVG wants it, in every locale."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def bar(
    label: str,
    parts: Sequence[tuple[str, int, str]],
    *,
    highest: int,
    address: str = "",
) -> Bar:
    """A bar of (name, number, tone) parts beside each other, as long as their sum is to `highest`."""
    scale = 100 / highest if highest else 0
    ends = list(accumulate((number for _, number, _ in parts), initial=0))
    segments = [
        Segment(written(start * scale), written(number * scale), name, tone)
        for start, (name, number, tone) in zip(ends, parts, strict=False)
        if number
    ]
    return Bar(label, ends[-1], segments, address)


def column_chart(
    counts: Mapping[datetime.date, int], address: Callable[[datetime.date, datetime.date], str]
) -> ColumnChart | None:
    """Counts of days as a chart of days, weeks or months, so that it has few columns; None without any.

    `address` makes the address of the rows from one day to another, both included. Days in the far past or
    future would make a chart of nothing: those MOST_DAYS_AWAY from the middle one are left out.
    """
    days = sorted(day for day in counts if 1900 < day.year < 2200)
    if not days:
        return None
    sensible = _sensible(days)
    unit, spans = _spans(sensible[0], sensible[-1])
    numbers = [0] * len(spans)
    at = 0
    for day in (day for day in days if spans[0][0] <= day <= spans[-1][1]):  # as the rows behind a column
        while spans[at][1] < day:
            at += 1
        numbers[at] += counts[day]
    highest, totals = max(numbers), list(accumulate(numbers))
    step = WIDTH / len(spans)
    columns = [
        Column(
            *(first, last, number, total, written(index * step + step * GAP / 2)),
            *(written(HEIGHT - number * HEIGHT / highest), written(step * (1 - GAP))),
            *(written(number * HEIGHT / highest), address(first, last)),
        )
        for index, ((first, last), number, total) in enumerate(zip(spans, numbers, totals, strict=True))
    ]
    return ColumnChart(columns, unit, highest)


Date = datetime.date
UNITS: Final[tuple[tuple[str, int, Callable[[Date], Date]], ...]] = (
    ("day", 1, lambda day: day),
    ("week", 7, lambda day: day - datetime.timedelta(day.weekday())),
    ("month", 31, lambda day: day.replace(day=1)),
    ("quarter", 92, lambda day: day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)),
)
"""What a column may stand for: a name, the most days it has, and the first day of the one a day is in."""


def _sensible(days: list[Date]) -> list[Date]:
    """Without those that are years away from the middle one, as legacy rows have them."""
    middle = days[len(days) // 2]
    return [day for day in days if abs((day - middle).days) <= MOST_DAYS_AWAY]


def _spans(first: Date, last: Date) -> tuple[str, list[tuple[Date, Date]]]:
    """The days, weeks or months from `first` to `last`, whichever are few enough; else quarters of a year."""
    found = ((unit, _steps(first, last, longest, begin)) for unit, longest, begin in UNITS)
    return next(chart for chart in found if len(chart[1]) <= MOST_COLUMNS)


def _steps(first: Date, last: Date, longest: int, begin: Callable[[Date], Date]) -> list[tuple[Date, Date]]:
    starts = [begin(first)]
    while starts[-1] <= last:
        starts.append(begin(starts[-1] + datetime.timedelta(longest)))
    return [(start, after - datetime.timedelta(1)) for start, after in pairwise(starts)]
