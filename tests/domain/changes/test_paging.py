"""Places in the order of changes, as addresses carry them; whole pages: `tests/web/test_history.py`."""

import pytest

from poseidon.domain.changes.paging import Place

NONSENSE = ("", "-", "x-1", "1", "1-", "-1", "1-x", "²-1", f"{10**17}-1", f"1-{10**18}")


@pytest.mark.parametrize("text", NONSENSE)
def test_place_that_is_nonsense_is_none(text: str) -> None:
    assert Place.parse(text) is None


@pytest.mark.parametrize("text", ["0-1", "1767225600000001-42", "99999999999999999-999999999999999999"])
def test_place_is_read_as_it_was_written(text: str) -> None:
    assert str(Place.parse(text)) == text
