"""What single rows of an abstract book say when they are odd, repeat each other, or are enormous."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poseidon.domain.imports.abstract_book import read_abstract_book
from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.names import split_name
from poseidon.domain.imports.programme import Author, Programme
from poseidon.domain.imports.timekeeper import Timekeeper

ORDERS = ["1", "1.0", "02", "3.", "10"]


def book(*lines: str, **options: object) -> Programme:
    return read_abstract_book("\n".join(lines).encode(), **options)  # type: ignore[arg-type]


def authors(programme: Programme) -> list[str]:
    (abstract,) = programme.abstracts.values()
    return [programme.people[author.person].name.full for author in abstract.authors]


def test_an_abstract_in_two_sessions_has_each_author_once() -> None:
    lines = [
        f"{name},{session},T,{order}" for session in ("S1", "S2") for name, order in (("A B", 1), ("C D", 2))
    ]
    assert authors(book("name,session,abstract title,author order", *lines)) == ["A B", "C D"]


@settings(max_examples=30)
@given(st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_authors_stand_as_numbered_and_those_without_a_number_last(
    order: list[int], unnumbered: set[int]
) -> None:
    lines = [f"P {place},T,{'' if place in unnumbered else place + 1}" for place in order]
    numbered = [f"P {place}" for place in sorted(order) if place not in unnumbered]
    others = [f"P {place}" for place in order if place in unnumbered]
    assert authors(book("name,abstract title,author order", *lines)) == numbered + others


@pytest.mark.parametrize("told", ORDERS)
def test_a_number_that_a_spreadsheet_made_a_fraction_is_whole(told: str) -> None:
    assert authors(book("name,paper,order", "A B,T,11", f"C D,T,{told}")) == ["C D", "A B"]


@pytest.mark.parametrize("told", ["1.5", "-1", "1e3", "first", "9" * 5000])
def test_a_number_that_is_none_is_refused_shortly(told: str) -> None:
    with pytest.raises(FileRefusedError, match="line 2, column order: expected a whole number") as refused:
        book("name,paper,order", f"A B,T,{told}")
    assert len(str(refused.value)) < 200


def test_who_presents_in_one_of_two_sessions_presents_and_not_told_is_not_no() -> None:
    programme = book(
        "name,session,paper,presenter", "A B,S,T,n", "A B,S2,T,y", "C D,S,T,n", "C D,S2,T,", "E F,S,T,NA"
    )
    (abstract,) = programme.abstracts.values()
    assert abstract.authors == [
        Author("a b", presenting=True),
        Author("c d", presenting=False),
        Author("e f", presenting=None),
    ]


def test_a_repeated_row_tells_what_it_says_besides() -> None:
    programme = book("pid,name,paper,affiliation", "1,A B,T,X", "1,A B,T,Y", "1,A B,T,X")
    assert [(remark.reason, remark.where) for remark in programme.skipped] == [
        ("the row repeats line 2 but for affiliation, which was not kept", "line 3"),
        ("the row repeats line 2", "line 4"),
    ]


def test_a_room_in_capitals_is_the_same_room_and_one_with_a_sign_is_not() -> None:
    programme = book("name,session,room", "A B,S,Studio C", "A B,T,STUDIO  c", "A B,U,Studio C#")
    assert [room.name for room in programme.rooms.values()] == ["Studio C", "Studio C#"]
    assert [session.room for session in programme.sessions.values()] == ["Studio C", "Studio C", "Studio C#"]


def test_thousands_of_contradictions_are_one_note() -> None:
    lines = [f"1,T{number},P {number}" for number in range(300)]
    (note,) = book("session id,session title,name", *lines).notes
    assert note == ("sessions 1: title at line 3 (and 298 more lines) differs from line 2, which was kept")


@pytest.mark.parametrize("column", ["role", "presenter", "session start"])
def test_a_million_characters_in_a_cell_do_not_become_a_message(column: str) -> None:
    with pytest.raises(FileRefusedError, match=f"line 2, column {column}: ") as refused:
        book(f"name,session,{column}", f"A B,S,{'x' * 1_000_000}")
    assert len(str(refused.value)) < 300
    with pytest.raises(FileRefusedError, match=r"line 2, column name: is empty") as refused:
        book("name,session,affiliation", f",S,{'x' * 1_000_000}")
    assert len(str(refused.value)) < 300


def test_a_session_that_has_a_date_alone_has_a_day_and_no_hour() -> None:
    programme = book(
        "name,session,start,end", "A B,S,2026-03-29,2026-03-29", times=Timekeeper("Europe/Berlin")
    )
    (session,) = programme.sessions.values()
    assert (session.day, session.start, session.end) == (dt.date(2026, 3, 29), None, None)


def test_a_session_across_the_hour_that_summer_time_skips_lasts_as_long_as_it_does() -> None:
    line = "A B,S,2026-03-29 01:30,2026-03-29 03:30"
    (session,) = book("name,session,start,end", line, times=Timekeeper("Europe/Berlin")).sessions.values()
    assert (session.start, session.end) == tuple(
        dt.datetime(2026, 3, 29, hour, 30, tzinfo=dt.UTC) for hour in (0, 1)
    )


def test_a_session_that_ends_before_it_starts_is_noted() -> None:
    programme = book("name,session,start,end", "A B,S,2026-03-29 10:00Z,2026-03-29 09:00Z")
    assert "session S at line 2 ends before it starts" in programme.notes


@pytest.mark.parametrize("nothing", ["", " ", "NA", "N/A", "n/a", "#N/A", "NaN", "NULL", r"\N"])
def test_nothing_in_any_dialect_is_nothing(nothing: str) -> None:
    programme = book("name,session,affiliation,paper", f"A B,S,{nothing},{nothing}")
    assert (programme.abstracts, programme.people["a b"].affiliations) == ({}, ())


@pytest.mark.parametrize("name", ["Na Li", "Nan Li", "Li, Na"])
def test_people_whose_names_look_like_nothing_are_people(name: str) -> None:
    (person,) = book("name;session", f"{name};S").people.values()
    assert person.name.last == "Li"


@pytest.mark.parametrize(
    ("told", "first", "last"),
    [
        ("Luther King, Jr.", "Luther", "King, Jr."),
        ("Ada van der Lind, PhD", "Ada", "van der Lind, PhD"),
        ("Lind, Ada", "Ada", "Lind"),
        ("Gates, III", "", "Gates, III"),
        ("Lind, Ada, PhD", "Lind, Ada,", "PhD"),
    ],
)
def test_what_follows_a_name_after_a_comma_is_no_first_name(told: str, first: str, last: str) -> None:
    assert split_name(told, comma=True) == (first, last)


def test_formulas_are_text_as_they_stand() -> None:
    programme = book("name;session;paper", '"=HYPERLINK(""http://x"";""A"")";=1+1;@SUM(A1)')
    assert [session.title for session in programme.sessions.values()] == ["=1+1"]
    assert [abstract.title for abstract in programme.abstracts.values()] == ["@SUM(A1)"]
