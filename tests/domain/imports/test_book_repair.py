"""Second halves of torn records, and sessions without people that look like them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poseidon.domain.imports.abstract_book import read_abstract_book
from poseidon.domain.imports.programme import Programme

HEADERS = [
    "session_id",
    "session_title",
    "pid",
    "full_name",
    "role",
    "abstract_title",
    "abstract_ref",
    "abstract_text",
]
WORDS = st.lists(
    st.sampled_from(["Who", "crosses", "first?", "évidence", '5" pipes']), min_size=1, max_size=4
)


def book(*lines: str) -> Programme:
    return read_abstract_book("\n".join(lines).encode())


@settings(max_examples=60)
@given(WORDS, WORDS, st.booleans(), st.integers(0, 2))
def test_a_record_torn_anywhere_in_its_title_is_whole_again(
    before: list[str], after: list[str], has_text: bool, breaks: int
) -> None:
    """However often, and whether or not something follows the title."""
    rest = ["99", "A text."] if has_text else ["99", "NA"]
    halves = ["7\tS\tp1\tAda Lind\tp\t" + " ".join(before) + "\tNA\tNA"]
    halves += ["\t".join(["and", *["NA"] * 7])] * breaks
    halves.append("\t".join([" ".join(after) + " so", *rest, *["NA"] * 5]))
    programme = book("\t".join(HEADERS), *halves, "8\tT\tp2\tBo Ek\tc\tNA\tNA\tNA")
    (abstract,) = programme.abstracts.values()
    assert abstract.title == " ".join([*before, *["and"] * breaks, *after, "so"])
    assert (abstract.number, abstract.body) == ("99", "A text." if has_text else None)
    assert list(programme.sessions) == ["7", "8"]


@pytest.mark.parametrize(
    ("headers", "lines", "titles"),
    [
        (
            "session title;name;role;abstract title",
            ["Light;Ada Lind;p;Paper", "Coffee;;;"],
            ["Light", "Coffee"],
        ),
        (
            "session_id;session_title;full_name;affiliation;presenter;abstract_id",
            ["1;First;Ada Lind;X;;", "2;Second;;;;"],
            ["First", "Second"],
        ),
        (
            "session_id;session_title;room;full_name;abstract_title;abstract_text",
            ["A1;First;Hall;Ada Lind;Paper;", "B2;Lunch;Foyer;;;"],
            ["First", "Lunch"],
        ),
    ],
)
def test_a_break_after_a_paper_is_a_session_and_not_the_rest_of_its_title(
    headers: str, lines: list[str], titles: list[str]
) -> None:
    programme = book(headers, *lines)
    assert [session.title for session in programme.sessions.values()] == titles
    assert programme.repaired == []


def test_the_rest_of_a_last_column_is_joined_where_it_goes_on_in_small_letters() -> None:
    programme = book("session title\tname\tpaper", "Light\tAda Lind\tOn shade", "and on light\tNA\tNA")
    assert [abstract.title for abstract in programme.abstracts.values()] == ["On shade and on light"]
