"""Any text at all is read or is None; nothing is raised that would quote it."""

from hypothesis import given
from hypothesis import strategies as st

from poseidon.commons.config.values import to_bool, to_int, to_list


@given(st.integers())
def test_whole_numbers_are_read(number: int) -> None:
    assert to_int(str(number)) == number


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert to_int(text) is None or isinstance(to_int(text), int)
    assert to_bool(text) in (True, False, None)


@given(st.lists(st.text(st.characters(exclude_characters=",")), max_size=8))
def test_a_list_holds_what_stands_between_commas(items: list[str]) -> None:
    assert to_list(",".join(items)) == [item.strip() for item in items if item.strip()]


def test_numbers_other_than_0_and_1_are_no_booleans() -> None:
    assert to_bool("2") is None
    assert to_bool("") is None
