"""Counting what people wrote in several spellings."""

from poseidon.commons.tallies import tally


def test_spellings_are_one_and_the_most_frequent_is_shown() -> None:
    counts = [("Germany", 3), ("germany ", 1), ("GERMANY", 2), ("Sweden", 7)]
    assert tally(counts) == [("Sweden", 7), ("Germany", 6)]


def test_those_that_say_nothing_are_one_and_stand_last() -> None:
    assert tally([(None, 5), ("", 1), ("  ", 1), ("Sweden", 1)]) == [("Sweden", 1), ("", 7)]


def test_equal_numbers_stand_in_the_order_of_their_texts() -> None:
    assert [each.value for each in tally([("b", 1), ("C", 1), ("a", 1)])] == ["a", "b", "C"]
    assert tally([]) == []
