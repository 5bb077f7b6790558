"""An abstract book into a programme: columns, roles, torn records, quotes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poseidon.domain.imports.abstract_book import read_abstract_book
from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.programme import Author, Programme, Role
from poseidon.domain.imports.timekeeper import Timekeeper
from tests.domain.imports.conftest import data


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_abstract_book(data("abstract-book.tsv"))


def book(*lines: str, **options: object) -> Programme:
    return read_abstract_book("\n".join(lines).encode(), **options)  # type: ignore[arg-type]


def test_sessions_people_and_abstracts_are_told_apart(programme: Programme) -> None:
    assert programme.format == "abstract book, tab separated"
    assert list(programme.sessions) == ["7", "8"]
    assert list(programme.people) == ["p01", "p02", "p03", "p04", "p05"]
    assert list(programme.abstracts) == ["0001", "0002", "0003"]


def test_roles_are_read_and_only_presenters_of_papers_speak(programme: Programme) -> None:
    assert programme.sessions["7"].roles == [
        Role("p01", "chair"),
        Role("p02", "discussant"),
        Role("p04", "speaker"),
        Role("p01", "speaker"),
    ]


def test_authors_are_in_order_with_affiliation_and_who_presents(programme: Programme) -> None:
    assert programme.abstracts["0001"].authors == [
        Author("p03", presenting=False, affiliation="Delta University"),
        Author("p04", presenting=True, affiliation="Delta University"),
    ]
    assert programme.abstracts["0002"].authors == [
        Author("p01", presenting=True, affiliation="River College; Institute of Ferries")
    ]


def test_reference_topic_and_text_go_with_the_abstract(programme: Programme) -> None:
    wading = programme.abstracts["0003"]
    assert (wading.number, wading.track) == ("43", "Shallows")
    assert wading.body == "Text with a tilde ~ and a comma, here."


def test_several_affiliations_are_several_and_na_is_none(programme: Programme) -> None:
    assert programme.people["p01"].affiliations == ("River College", "Institute of Ferries")
    assert programme.people["p05"].affiliations == ()


def test_quotes_that_were_escaped_twice_are_single(programme: Programme) -> None:
    assert programme.abstracts["0001"].body == 'We ask whether "toll" matters.'
    assert programme.sessions["7"].title == 'Bridges and "bridges"'


def test_a_torn_record_is_put_together_and_told_by_line(programme: Programme) -> None:
    whole = programme.abstracts["0002"]
    assert whole.title == "Who crosses first? Evidence from four rivers"
    assert (whole.number, whole.track, whole.body) == (
        "42",
        "Crossings",
        'An experiment on "unpaired quotes.',
    )
    (repaired,) = programme.repaired
    assert (repaired.what, repaired.where) == (whole.title, "lines 6 and 7")


def test_no_session_or_person_is_made_of_the_second_half(programme: Programme) -> None:
    assert not any("Evidence" in key for key in (*programme.sessions, *programme.people))
    assert not any("Evidence" in person.name.full for person in programme.people.values())


def test_a_record_torn_twice_is_put_together_too() -> None:
    programme = book(
        "session_id\tsession_title\tfull_name\trole\tabstract_title\tabstract_ref",
        "1\tS\tAda Lind\tp\tOne\tNA",
        " two\tNA\tNA\tNA\tNA\tNA",
        " three\t99\tNA\tNA\tNA\tNA",
    )
    (abstract,) = programme.abstracts.values()
    assert (abstract.title, abstract.number) == ("One two three", "99")
    assert len(programme.sessions) == 1


def test_a_row_about_a_session_alone_is_not_taken_for_a_second_half() -> None:
    programme = book(
        "session_id\tsession_title\tfull_name\trole\taffiliation",
        "1\tFirst\tAda Lind\tc\tNA",
        "2\tSecond\tNA\tNA\tNA",
    )
    assert [session.title for session in programme.sessions.values()] == ["First", "Second"]
    assert programme.repaired == []


def test_other_headers_in_any_order_are_understood() -> None:
    programme = read_abstract_book(data("abstract-book.csv"))
    assert programme.format == "abstract book, comma separated"
    (abstract,) = programme.abstracts.values()
    assert (abstract.key, abstract.title, abstract.body) == (
        "0001",
        "Toll and trust",
        "First line,\nsecond line.",
    )
    assert [person.name.full for person in programme.people.values()] == [
        "Cora Lund",
        "Dov Amit",
        "Bram De Wit",
    ]
    assert [person.email for person in programme.people.values()] == [
        "cora@delta.example",
        "dov@delta.example",
        None,
    ]
    assert programme.notes == ["columns that mean nothing here: Shoe size"]


def test_headers_that_are_not_understood_are_mapped() -> None:
    lines = ("Wer;Was;Titel", "Ada Lind;p;Licht")
    with pytest.raises(
        FileRefusedError, match=r"no column for a person's name.*Headers found: Wer, Was, Titel\..*--map"
    ):
        book(*lines)
    programme = book(*lines, columns={"full_name": "wer", "role": "Was", "abstract_title": "Titel"})
    (abstract,) = programme.abstracts.values()
    assert (abstract.title, len(abstract.authors)) == ("Licht", 1)


def test_a_mapping_to_nothing_is_refused_with_what_there_is() -> None:
    with pytest.raises(
        FileRefusedError, match=r"--map role=Rolle: no such header\. Headers found: name, session\."
    ):
        book("name,session", "A,B", columns={"role": "Rolle"})
    with pytest.raises(
        FileRefusedError, match=r"there is no column 'shoe'\. Columns are session_title, session_id"
    ):
        book("name,session", "A,B", columns={"shoe": "name"})


def test_a_session_column_alone_holds_the_title_beside_one_with_ids_the_id() -> None:
    assert book("name,session", "Ada Lind,Light").sessions.popitem()[1].title == "Light"
    (session,) = book("name,session,session title", "Ada Lind,5,Light").sessions.values()
    assert (session.key, session.title) == ("5", "Light")


def test_without_ids_titles_and_names_tell_things_apart() -> None:
    programme = book("name,affiliation,session", "Ada Lind,X,Light", "ADA LIND,x,LIGHT", "Ada Lind,Y,Light")
    assert len(programme.sessions) == 1
    assert [person.affiliations for person in programme.people.values()] == [("X",), ("Y",)]


def test_author_order_of_a_column_beats_the_order_of_rows() -> None:
    programme = book("name,role,abstract title,author order", "A B,p,T,2", "C D,p,T,1", "E F,p,T,")
    (abstract,) = programme.abstracts.values()
    names = [programme.people[author.person].name.full for author in abstract.authors]
    assert names == ["C D", "A B", "E F"]


def test_times_and_rooms_of_sessions_are_read_where_there_are_any() -> None:
    programme = book(
        "name;session;start;end;room",
        "A B;Night;2026-07-01 23:30;2026-07-02 00:30;Hall",
        times=Timekeeper("Europe/Berlin"),
    )
    (session,) = programme.sessions.values()
    assert session.start == dt.datetime(2026, 7, 1, 21, 30, tzinfo=dt.UTC)
    assert (session.day, session.room) == (dt.date(2026, 7, 1), "Hall")


def test_a_row_that_repeats_another_is_skipped_with_both_lines() -> None:
    (skipped,) = book("name,role,session", "A B,c,S", "A B,c,S").skipped
    assert (skipped.reason, skipped.where) == ("the row repeats line 2", "line 3")


def test_facts_that_contradict_each_other_are_noted_and_the_first_kept() -> None:
    programme = book("name,role,session id,session title", "A B,c,1,One", "C D,d,1,Other")
    assert programme.sessions["1"].title == "One"
    assert programme.notes == ["sessions 1: title at line 3 differs from line 2, which was kept"]


def test_another_encoding_is_read_where_it_is_named() -> None:
    content = "name,session\nJosé Núñez,Día".encode("windows-1252")
    with pytest.raises(
        FileRefusedError, match=r"line 2, byte 4: byte 0xE9 is not UTF-8; .* --encoding windows-1252"
    ):
        read_abstract_book(content)
    assert read_abstract_book(content, encoding="windows-1252").people.popitem()[1].name.full == "José Núñez"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ("name,role,session", "A B,king,S"),
            r"line 2, column role: there is no role 'king'; roles are c \(chair\)",
        ),
        (
            ("name,Presenting,session", "A B,maybe,S"),
            r"line 2, column Presenting: expected y or n, found 'maybe'",
        ),
        (("Author,role,session", ",c,S"), r"line 2, column Author: is empty, but column role says 'c'"),
        (("name,session,affiliation", "A B,,X"), r"line 2: names neither a session nor an abstract"),
        (("name,session,start", "A B,S,noon"), r"line 2, column start: 'noon' is not a date with a time"),
        (
            ("name,abstract title,author order", "A B,T,first"),
            r"column author order: expected a whole number",
        ),
        (("first name,last name", "A,B"), r"line 1: no column for a title"),
    ],
)
def test_a_broken_row_names_line_and_column(lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(FileRefusedError, match=message):
        book(*lines)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<schedule/>", "looks like XML: import_schedule reads programmes in it"),
        (b'{"schedule": {}}', "looks like JSON: import_schedule"),
        (b"PK\x03\x04", "looks like a ZIP archive or an Excel"),
        (b"Dear all,", "line 1|rows below|headers"),
    ],
)
def test_another_kind_of_file_is_named_with_the_command_that_reads_it(content: bytes, message: str) -> None:
    with pytest.raises(FileRefusedError, match=message):
        read_abstract_book(content)


@given(st.lists(st.lists(st.text(max_size=8), min_size=4, max_size=4), min_size=1, max_size=8))
def test_no_table_makes_the_reader_fail_otherwise(rows: list[list[str]]) -> None:
    lines = ["name\trole\tsession\tabstract title", *("\t".join(cells) for cells in rows)]
    try:
        book(*lines)
    except FileRefusedError:
        return
