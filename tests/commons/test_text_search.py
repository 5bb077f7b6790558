"""What somebody typed becomes a condition."""

import pytest
from django.db.models import Q

from poseidon.commons.text_search import (
    LONGEST_TEXT,
    MOST_WORDS,
    among_texts,
    every_word_in,
    same_text,
    tidy,
)


@pytest.mark.parametrize(("typed", "kept"), [("  a b ", "a b"), ("a\0b", "ab"), ("", ""), ("\0", "")])
def test_text_is_tidied(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


def test_long_text_is_cut() -> None:
    assert len(tidy("x" * 5000)) == LONGEST_TEXT


def test_empty_text_is_no_condition() -> None:
    assert every_word_in("   ", "name") == Q()


def test_every_word_must_occur_in_some_field() -> None:
    expected = (Q(a__icontains="x") | Q(b__icontains="x")) & (Q(a__icontains="y") | Q(b__icontains="y"))
    assert every_word_in("x y", "a", "b") == expected


def test_number_of_words_is_bounded() -> None:
    assert len(every_word_in("w " * 50, "a").children) <= MOST_WORDS


def test_only_texts_beyond_ascii_are_converted() -> None:
    assert every_word_in("ada", "a") == Q(a__icontains="ada")
    assert every_word_in("Zoë", "a") == Q(a__icontains_converted="Zoë")
    assert same_text("a", "x") == Q(a="x")
    assert same_text("a", "日") == Q(a__exact_converted="日")


def test_blank_texts_are_left_out_of_a_choice() -> None:
    assert among_texts("a", ["x", None, " ", " x "]) == Q(a__in={"x"})
    assert among_texts("a", ["x", "日"]) == Q(a__in={"x"}) | Q(a__exact_converted="日")
