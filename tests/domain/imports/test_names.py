"""When two spellings are one name, and how a name falls in two."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poseidon.commons.folding import fold
from poseidon.domain.imports.names import (
    Name,
    folded_affiliations,
    possible_splits,
    same_affiliation,
    split_affiliations,
    split_name,
)

words = st.text(st.characters(categories=["L", "M", "N", "P", "Z"]), max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José Núñez", "jose nunez"),
        ("Jose\u0301 Nu\u0301n\u0303ez", "José Núñez"),
        ("MÜLLER,  Anna", "Muller Anna"),
        ("Straße", "STRASSE"),
        ("Søren Ærø", "soren aero"),
        ("Jean-Luc O’Neill", "jean luc o'neill"),
        ("Łukasz", "lukasz"),
        ("Ανδρέας Ξηρός", "ΑΝΔΡΕΑΣ ΞΗΡΟΣ"),
        ("soft\u00adhyphen", "softhyphen"),
        ("no\u00a0break", "no break"),
    ],
)
def test_spellings_of_one_name_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Anna", "Anne"), ("Li Wei", "Wei Li"), ("李伟", "李薇"), ("🎷", "🎼")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_name_of_nothing_but_punctuation_does_not_vanish() -> None:
    assert fold("!!!") == "!!!"


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(words)
def test_case_and_composition_never_matter(text: str) -> None:
    assert (
        fold(unicodedata.normalize("NFD", text))
        == fold(unicodedata.normalize("NFC", text))
        == fold(f" {text} ")
    )


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Ada Lindqvist", Name("Ada", "Lindqvist")),
        ("Bo", Name("", "Bo")),
        ("Cléa van der Berg", Name("Cléa", "van der Berg")),
        ("Roland De Oliveira", Name("Roland", "De Oliveira")),
        ("Anna Maria Rossi", Name("Anna Maria", "Rossi")),
        ("Van Nguyen", Name("Van", "Nguyen")),
        ("  double   space ", Name("double", "space")),
        ("Rossi, Anna", Name("Rossi,", "Anna")),
    ],
)
def test_a_name_is_split_before_its_last_part(told: str, name: Name) -> None:
    assert split_name(told) == name


def test_last_name_first_is_understood_where_it_is_usual() -> None:
    assert split_name("De Oliveira, Roland", comma=True) == Name("Roland", "De Oliveira")


@given(words)
def test_splitting_loses_nothing(text: str) -> None:
    assert split_name(text).full == " ".join(text.split())


@given(st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=5))
def test_every_split_of_a_name_is_possible(parts: list[str]) -> None:
    full = " ".join(parts)
    splits = possible_splits(full)
    assert len(splits) == len(parts) + 1
    assert {split.full for split in splits} == {full}


def test_affiliations_are_split_and_each_is_named_once() -> None:
    assert split_affiliations("River College && Delta &&  River College") == ("River College", "Delta")
    assert split_affiliations("River College; Delta") == ("River College", "Delta")
    assert split_affiliations("AT&T Labs") == ("AT&T Labs",)
    assert split_affiliations("  ") == ()


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("", "", True),
        ("River College", "", False),
        ("RIVER  college", "River College", True),
        ("River College && Delta", "Delta; Lagoon", True),
        ("River College", "Delta", False),
    ],
)
def test_one_shared_affiliation_is_enough(ours: str, theirs: str, same: bool) -> None:
    assert same_affiliation(folded_affiliations(ours), folded_affiliations(theirs)) is same
