"""Moments, durations and zones as files write them."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poseidon.domain.imports.clock import (
    find_zone,
    read_day,
    read_duration,
    read_moment,
    read_time,
    to_utc,
    zone_of_offsets,
)
from poseidon.domain.imports.timekeeper import Timekeeper

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
HOUR = dt.timedelta(hours=1)


def test_a_moment_with_an_offset_keeps_it_whatever_the_zone() -> None:
    moment = read_moment("2026-03-28T10:00:00+05:30", BERLIN)
    assert to_utc(moment) == dt.datetime(2026, 3, 28, 4, 30, tzinfo=dt.UTC)


def test_a_moment_without_an_offset_is_of_the_zone() -> None:
    assert to_utc(read_moment("2026-07-01 10:00", BERLIN)) == dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("told", "minutes"),
    [("00:45", 45), ("2:30", 150), ("01:00:30", 60.5), ("12:00", 720), ("90", 90), ("0:00", 0)],
)
def test_durations(told: str, minutes: float) -> None:
    assert read_duration(told) == dt.timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "reader", [read_duration, read_day, read_time, find_zone, lambda told: read_moment(told, None)]
)
@pytest.mark.parametrize("told", ["", "soon", "25:99:99:99", "2026-13-40T99:00", "-1"])
def test_what_is_no_time_is_a_value_error_that_repeats_it(reader: object, told: str) -> None:
    with pytest.raises(ValueError, match=r"is not|there is no time zone"):
        reader(told)  # type: ignore[operator]


@given(st.text(max_size=20))
def test_no_text_makes_a_reader_fail_otherwise(text: str) -> None:
    for reader in (read_duration, read_day, read_time, lambda told: to_utc(read_moment(told, BERLIN))):
        try:
            reader(text)
        except ValueError:
            continue


def test_a_moment_at_the_end_of_the_calendar_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="outside the calendar"):
        to_utc(read_moment("0001-01-01T00:00:00+14:00", None))


@given(st.integers(min_value=-12, max_value=14))
def test_one_offset_of_whole_hours_names_a_zone_that_has_it(hours: int) -> None:
    name = zone_of_offsets({hours * HOUR})
    assert name is not None
    assert find_zone(name).utcoffset(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) == hours * HOUR


@pytest.mark.parametrize("offsets", [set(), {HOUR, 2 * HOUR}, {dt.timedelta(hours=5, minutes=30)}])
def test_other_offsets_name_none(offsets: set[dt.timedelta]) -> None:
    assert zone_of_offsets(offsets) is None


def test_a_time_of_day_before_the_day_opens_is_past_midnight() -> None:
    times = Timekeeper("Europe/Berlin")
    day, opens = dt.date(2026, 3, 28), dt.datetime(2026, 3, 28, 9, tzinfo=BERLIN)
    assert times.start(None, "10:00", day, opens, "") == dt.datetime(2026, 3, 28, 9, tzinfo=dt.UTC)
    assert times.start(None, "01:00", day, opens, "") == dt.datetime(2026, 3, 29, 0, tzinfo=dt.UTC)
    assert times.start("2026-03-28", "05:59", day, None, "") == dt.datetime(2026, 3, 29, 3, 59, tzinfo=dt.UTC)


def test_the_chosen_zone_beats_the_files_which_beats_the_stored_one() -> None:
    for chosen, stored, wanted in (
        ("Asia/Tokyo", "Europe/Paris", "Asia/Tokyo"),
        (None, "Europe/Paris", "Europe/Berlin"),
        (None, None, "Europe/Berlin"),
    ):
        times = Timekeeper(chosen, stored=stored)
        times.file_says("Europe/Berlin")
        assert str(times.zone) == wanted
