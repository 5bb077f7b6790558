"""Which day a moment is of, by a clock in any time zone: as Python says, and as rows are filtered."""

import datetime as dt
import pickle
import zoneinfo

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from poseidon.domain.conferences.zones import Zone, on_days

END = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
BEGINNING = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
NAMES = (
    *("Europe/Berlin", "UTC", "Asia/Kolkata", "America/New_York", "Pacific/Kiritimati", "Pacific/Apia"),
    # where midnight was skipped or came twice
    *("America/Sao_Paulo", "Asia/Beirut", "America/Havana", "Africa/Cairo", "Australia/Lord_Howe"),
)
zones = st.sampled_from(NAMES).map(Zone)
years = st.integers(1970, 2036)
moments = st.datetimes(timezones=st.just(dt.UTC)) | st.builds(
    lambda moment, year: moment.replace(year=year, day=min(moment.day, 28)),
    st.datetimes(timezones=st.just(dt.UTC)),
    years,
)


def matches(condition: Q, moment: dt.datetime) -> bool:
    """Whether a row with this moment is found."""
    compared = {"at__gte": moment.__ge__, "at__lt": moment.__lt__}
    return all(compared[lookup](bound) for lookup, bound in condition.children)


@given(moments | st.sampled_from((END, BEGINNING)), zones, st.integers(-1, 1))
def test_rows_of_a_day_are_those_whose_clock_says_so(moment: dt.datetime, zone: Zone, away: int) -> None:
    day = moment.astimezone(zone).date()
    asked = dt.date.fromordinal(min(max(day.toordinal() + away, 1), dt.date.max.toordinal()))
    assert matches(on_days("at", zone, first=asked, last=asked), moment) == (asked == day)
    assert matches(on_days("at", zone, first=asked, last=None), moment) == (asked <= day)
    assert matches(on_days("at", zone, first=None, last=asked), moment) == (day <= asked)


@pytest.mark.parametrize("moment", [END, BEGINNING])
@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York"])
def test_ends_of_the_calendar_can_be_told_in_every_zone(name: str, moment: dt.datetime) -> None:
    told = moment.astimezone(Zone(name))
    assert told == moment
    assert told.date() == moment.date()
    plain = []
    for each in (END, BEGINNING):
        try:
            each.astimezone(zoneinfo.ZoneInfo(name))
        except OverflowError:
            plain.append(each)
    assert len(plain) == 1  # without the guard one of them is an error


@given(moments, zones)
def test_clock_is_that_of_the_zone_elsewhere(moment: dt.datetime, zone: Zone) -> None:
    try:
        expected = moment.astimezone(zoneinfo.ZoneInfo(zone.key))
    except OverflowError:
        return
    assert moment.astimezone(zone).isoformat() == expected.isoformat()
    assert str(zone) == zone.key
    assert pickle.loads(pickle.dumps(zone)).key == zone.key
