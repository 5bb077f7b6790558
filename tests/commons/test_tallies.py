"""Counting what people wrote in several spellings."""

from poseidon.commons.tallies import Tally, tally


def told(found: list[Tally]) -> list[tuple[str, int]]:
    return [(each.value, each.number) for each in found]


def test_spellings_are_one_and_the_most_frequent_is_shown() -> None:
    counts = [("g", "Germany", 3), ("g", "germany ", 1), ("g", "GERMANY", 2), ("s", "Sweden", 7)]
    assert told(tally(counts)) == [("Sweden", 7), ("Germany", 6)]


def test_spelling_that_comes_in_parts_is_counted_as_a_whole() -> None:
    assert told(tally([("g", "germany", 2), ("g", "Germany", 3), ("g", "germany ", 2)])) == [("germany", 7)]


def test_those_that_say_nothing_are_one_and_stand_last() -> None:
    counts = [(None, None, 5), ("", "", 1), ("", "  ", 1), ("s", "Sweden", 1)]
    assert told(tally(counts)) == [("Sweden", 1), ("", 7)]


def test_equal_numbers_stand_in_the_order_of_their_texts() -> None:
    assert [each.value for each in tally([("1", "b", 1), ("2", "C", 1), ("3", "a", 1)])] == ["a", "b", "C"]
    assert tally([]) == []
