"""Headers as people write them: which column means what, and what is said of the others."""

import csv
import io
import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given, settings
from hypothesis import strategies as st

from poseidon.domain.imports.abstract_book import read_abstract_book
from poseidon.domain.imports.book_columns import SYNONYMS, Columns, spelled, told
from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.programme import Programme
from tests.domain.imports.conftest import data

NEEDED = ["full_name", "session_title"]
DRESSES = {
    "as it is": lambda text: text,
    "capitals": str.upper,
    "underscores": lambda text: text.replace(" ", "_"),
    "hyphens": lambda text: text.replace(" ", "-"),
    "camel case": lambda text: "".join(word.title() for word in text.split()),
    "colon": lambda text: f" {text.title()}: ",
    "line break": lambda text: text.replace(" ", "\n"),
}


def book(*lines: str, **options: object) -> Programme:
    return read_abstract_book("\n".join(lines).encode(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("name", SYNONYMS)
def test_every_synonym_is_understood_however_it_is_dressed(name: str, dress: str) -> None:
    for synonym in (name, *SYNONYMS[name]):
        if synonym == "session" and name == "session_id":
            continue  # alone it holds titles
        others = [other for other in NEEDED if other != name]
        columns = Columns([*others, DRESSES[dress](synonym)], {})
        assert columns.name_of(len(others)) == name, synonym


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Session #", "session_id"), ("SESSION NR.", "session_id"), ("Session Num", "session_id"),
        ("SessionNumber", "session_id"), ("Paper #", "abstract_ref"), ("Abstract #", "abstract_ref"),
        ("paper_no", "abstract_ref"), ("AbstractNumber", "abstract_ref"), ("Author №", "author_order"),
    ],
)  # fmt: skip
def test_a_number_is_a_number_in_any_spelling_and_not_the_thing_itself(header: str, name: str) -> None:
    assert Columns([*NEEDED, header], {}).name_of(2) == name


@settings(max_examples=25)
@given(st.permutations(range(13)), st.sampled_from(["\t", ";", ","]))
def test_the_order_of_columns_and_the_delimiter_do_not_matter(order: list[int], delimiter: str) -> None:
    lines = list(csv.reader(io.StringIO(data("abstract-book.tsv").decode()), delimiter="\t"))
    whole = [cells for cells in lines if "41" in cells or cells[0] in ("session_id", "8")]
    straight, shuffled = io.StringIO(), io.StringIO()
    csv.writer(straight, delimiter="\t").writerows(whole)
    csv.writer(shuffled, delimiter=delimiter).writerows([cells[at] for at in order] for cells in whole)
    wanted = read_abstract_book(straight.getvalue().encode())
    read = read_abstract_book(shuffled.getvalue().encode())
    assert len(wanted.abstracts) == 2
    assert (read.sessions, read.people, read.abstracts) == (wanted.sessions, wanted.people, wanted.abstracts)


@pytest.mark.parametrize(
    ("headers", "first", "last"),
    [
        ("Name,Surname", "Ada", "Lind"),
        ("First name,Name", "Ada", "Lind"),
        ("Given name,Family name", "Ada", "Lind"),
    ],
)
def test_a_column_called_name_is_what_is_missing_beside_the_other_half(
    headers: str, first: str, last: str
) -> None:
    (person,) = book(f"{headers},session", "Ada,Lind,S").people.values()
    assert person.name == (first, last)


def test_a_column_that_was_chosen_as_the_full_name_stays_it() -> None:
    (person,) = book("Name,Surname,session", "Ada Lind,L,S", columns={"full_name": "Name"}).people.values()
    assert person.name.full == "Ada Lind"


def test_of_two_columns_with_one_header_the_first_is_read_and_that_is_told() -> None:
    programme = book("name,session,Affiliation,affiliation", "A B,S,X,Y")
    assert [person.affiliations for person in programme.people.values()] == [("X",)]
    assert programme.notes == ["columns 3, 4 have the same header 'Affiliation': only column 3 was read"]


def test_a_second_session_column_is_not_taken_for_its_id() -> None:
    (session,) = book("session,name,session", "Light,A B,Dark").sessions.values()
    assert (session.title, session.key[:6]) == ("Light", "title-")


def test_no_more_headers_are_told_than_people_read() -> None:
    many = [f"column {number}" for number in range(10_000)]
    (note,) = book(",".join(["name", "session", *many]), ",".join(["A B", "S", *many])).notes
    assert note.endswith("column 28, column 29 and 9,970 more")
    with pytest.raises(FileRefusedError, match=r"no column for a person's name.*and 9,970 more") as refused:
        book(",".join(many), ",".join(many))
    assert len(str(refused.value)) < 1500
    assert len(told(["x" * 1_000_000])) == 40


@pytest.mark.parametrize("name", ["Full Name", "full-name", "FULL_NAME", " full_name"])
def test_a_column_of_map_is_understood_in_any_spelling(name: str) -> None:
    (person,) = book("Wer,session", "Ada Lind,S", columns={name: " wer "}).people.values()
    assert person.name.full == "Ada Lind"


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"ful_name": "Wer"}, "there is no column 'ful_name'. Did you mean 'full_name'? Columns are"),
        (
            {"full_name": "Wehr"},
            "--map full_name=Wehr: no such header. Did you mean 'Wer'? Headers found: Wer",
        ),
    ],
)
def test_what_is_mistyped_in_map_is_told_with_what_was_meant(columns: dict[str, str], message: str) -> None:
    with pytest.raises(FileRefusedError, match=re.escape(message)):
        book("Wer,session", "Ada Lind,S", columns=columns)


@pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])
def test_two_headers_for_one_column_are_refused(write: object) -> None:
    path = write("a,b,session\nA B,C D,S\n")  # type: ignore[operator]
    with pytest.raises(
        CommandError, match=r"--map full_name=a and --map full_name=b: .* leave one of the two"
    ):
        call_command(
            "import_abstract_book", str(path), "--tenant=TESTCLIENT", "--conference=C",
            "--map=full_name=a", "--map=full_name=b",
        )  # fmt: skip


def test_spelling_keeps_different_headers_apart() -> None:
    ours = [spelled(name) for name in SYNONYMS]
    assert len(set(ours)) == len(ours)
