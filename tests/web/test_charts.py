"""Geometry of charts."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from poseidon.web.charts import HEIGHT, MOST_COLUMNS, MOST_DAYS_AWAY, WIDTH, bar, column_chart

DAY = datetime.date(2024, 3, 15)


def days(*numbers: int) -> dict[datetime.date, int]:
    return {DAY + datetime.timedelta(number): 1 for number in numbers}


def address(first: datetime.date, last: datetime.date) -> str:
    return f"{first}..{last}"


def test_parts_of_a_bar_stand_beside_each_other() -> None:
    found = bar("Methods", [("a", 10, "good"), ("b", 0, "bad"), ("c", 30, "bad")], highest=80)
    assert found.number == 40
    assert [(each.x, each.width, each.name) for each in found.segments] == [
        ("0", "12.5", "a"),
        ("12.5", "37.5", "c"),
    ]
    assert bar("nothing", [("a", 0, "good")], highest=0).segments == []


def test_few_days_are_columns_of_a_day() -> None:
    chart = column_chart({DAY: 3, DAY + datetime.timedelta(2): 6}, address)
    assert chart is not None
    assert (chart.unit, chart.highest) == ("day", 6)
    assert [(each.number, each.total, each.height) for each in chart.columns] == [
        (3, 3, "50"), (0, 3, "0"), (6, 9, "100"),
    ]  # fmt: skip
    assert chart.columns[0].address == "2024-03-15..2024-03-15"
    assert [each.label for each in chart.columns] == ["15 Mar 2024", "16 Mar 2024", "17 Mar 2024"]


def test_units_are_whole_weeks_and_months() -> None:
    weeks = column_chart(days(0, 100), address)
    months = column_chart(days(0, 500), address)
    quarters = column_chart(days(0, 1800, 3600), address)
    assert weeks is not None
    assert months is not None
    assert quarters is not None
    assert [chart.unit for chart in (weeks, months, quarters)] == ["week", "month", "quarter"]
    assert weeks.columns[0].address == "2024-03-11..2024-03-17"
    assert weeks.columns[0].label == "11 Mar – 17 Mar 2024"
    assert months.columns[0].address == "2024-03-01..2024-03-31"
    assert months.columns[0].label == "Mar 2024"


def test_odd_days_do_not_stretch_the_chart() -> None:
    chart = column_chart({**days(0, 1, 2), datetime.date(2199, 1, 1): 5, datetime.date(1, 1, 1): 5}, address)
    assert chart is not None
    assert [each.number for each in chart.columns] == [1, 1, 1]
    assert column_chart({}, address) is None
    assert column_chart({datetime.date(9999, 12, 31): 1}, address) is None


@given(st.dictionaries(st.integers(0, 2 * MOST_DAYS_AWAY), st.integers(1, 50), min_size=1, max_size=20))
def test_nothing_is_lost_and_columns_are_few_and_inside(counts: dict[int, int]) -> None:
    by_day = {DAY + datetime.timedelta(number): count for number, count in counts.items()}
    chart = column_chart(by_day, address)
    assert chart is not None
    middle = sorted(by_day)[len(by_day) // 2]
    near = {day: count for day, count in by_day.items() if abs((day - middle).days) <= MOST_DAYS_AWAY}
    assert sum(each.number for each in chart.columns) == sum(near.values())
    assert len(chart.columns) <= MOST_COLUMNS
    for column in chart.columns:
        assert float(column.x) >= 0
        assert float(column.x) + float(column.width) <= WIDTH
        assert 0 <= float(column.y) <= HEIGHT
        inside = sum(count for day, count in near.items() if column.first <= day <= column.last)
        assert inside == column.number
