"""Two people's changes, value by value."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poseidon.domain.editing.merging import merge
from poseidon.domain.editing.plain import GONE, plain, same

values = st.one_of(st.none(), st.text(max_size=3), st.integers(0, 3))
sheets = st.dictionaries(st.sampled_from("abcd"), values)


def test_disjoint_changes_merge() -> None:
    merged = merge(before={"a": "1", "b": "1"}, yours={"a": "2"}, theirs={"a": "1", "b": "3"})
    assert (merged.write, merged.conflicts) == ({"a": "2"}, [])
    assert [(each.key, each.before, each.theirs) for each in merged.others] == [("b", "1", "3")]


def test_same_value_changed_twice_is_a_conflict() -> None:
    merged = merge(before={"a": "1"}, yours={"a": "2"}, theirs={"a": "3"})
    assert merged.write == {}
    assert merged.conflicts == [("a", "1", "2", "3")]


def test_both_changed_alike_is_nothing_to_write() -> None:
    merged = merge(before={"a": "1"}, yours={"a": Decimal("2.00")}, theirs={"a": "2"})
    assert (merged.write, merged.conflicts, merged.others) == ({}, [], [])


def test_null_and_empty_say_the_same() -> None:
    merged = merge(before={"a": None}, yours={"a": "x"}, theirs={"a": ""})
    assert merged.write == {"a": "x"}


def test_what_is_gone_conflicts_with_a_change_to_it() -> None:
    assert merge(before={"a": "1"}, yours={"a": "2"}, theirs={}).conflicts == [("a", "1", "2", GONE)]
    assert merge(before={"a": "1"}, yours={"a": GONE}, theirs={}).conflicts == []


def test_change_of_what_was_never_read_is_refused() -> None:
    with pytest.raises(ValueError, match="does not say what these were"):
        merge(before={}, yours={"a": "2"}, theirs={"a": "1"})


@given(before=sheets, yours=sheets, theirs=sheets)
def test_nothing_of_theirs_is_ever_overwritten(
    before: dict[str, object], yours: dict[str, object], theirs: dict[str, object]
) -> None:
    yours = {key: value for key, value in yours.items() if key in before}
    merged = merge(before=before, yours=yours, theirs=theirs)
    for key in merged.write:
        assert same(before[key], theirs.get(key, GONE))
    settled = {*merged.write, *(each.key for each in merged.conflicts)}
    for key in yours.keys() - settled:
        assert same(plain(yours[key]), theirs.get(key, GONE))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("120.00"), "120"),
        (Decimal("0.00"), "0"),
        (Decimal("1E+2"), "100"),
        (dt.date(2024, 2, 29), "2024-02-29"),
        (dt.datetime(2024, 1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=1))), "2024-01-01T00:00:00+00:00"),
        ((1, {"a": Decimal("1.50")}), [1, {"a": "1.5"}]),
        (None, None),
        (True, True),
    ],
)
def test_values_become_plain(value: object, expected: object) -> None:
    assert plain(value) == expected
