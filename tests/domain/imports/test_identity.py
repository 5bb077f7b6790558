"""External ids: unique among all files, stable, and never too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poseidon.domain.imports.identity import external_id, is_weak, source_of, weak_external_id

UUID = "0F2F9C1E-0000-5000-8000-00000000A001"


def test_a_uuid_is_kept_as_it_is_in_lower_case() -> None:
    assert external_id(UUID, "pretalx.example") == UUID.lower()


def test_a_short_id_of_two_sources_is_two_ids() -> None:
    assert external_id("20", "a.example") == "a.example:20"
    assert external_id("20", "a.example") != external_id("20", "b.example")


def test_a_source_is_read_back_from_what_is_stored() -> None:
    assert source_of(external_id("20", "a.example")) == "a.example"
    assert source_of(external_id(UUID, "a.example")) == source_of(external_id(UUID, "b.example")) == "uuid"
    assert source_of("P-4711") == source_of(None) == ""


def test_who_has_no_id_gets_a_weak_one_that_spelling_does_not_change() -> None:
    one = weak_external_id("José Núñez", ["River College"], "book")
    assert one == weak_external_id("JOSE NUNEZ", ["river college"], "book")
    assert one != weak_external_id("José Núñez", ["Delta"], "book")
    assert is_weak(one)
    assert is_weak(None)
    assert not is_weak("a.example:20")


@pytest.mark.parametrize("source", ["a.example", "x" * 200])
@given(raw=st.text(min_size=1, max_size=200))
def test_every_id_fits_the_column_and_two_stay_two(source: str, raw: str) -> None:
    stored = external_id(raw, source)
    assert len(stored) <= 64
    assert stored != external_id(raw + "!", source)
    assert len(weak_external_id(raw, [], source)) <= 64
