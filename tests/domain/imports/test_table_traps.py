"""Tables as Excel, R and people leave them, each read wrongly or refused by one reading alone."""

import csv
import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from poseidon.domain.imports.abstract_book import read_abstract_book
from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.reading import decode
from poseidon.domain.imports.table import read_table

pieces = st.lists(st.sampled_from([",", ";", "\n", '"', "a", "b c", "é"]), min_size=1, max_size=6).map(
    "".join
)


def cells_of(text: str) -> list[list[str]]:
    return [row.cells for row in read_table(text).rows]


def test_halves_of_a_quoted_cell_that_have_as_many_cells_as_a_row_stay_one_cell() -> None:
    assert cells_of('name,session\n"A B","First\npart, second"\n') == [["A B", "First\npart, second"]]


@settings(max_examples=60)
@given(st.lists(st.tuples(pieces, pieces), min_size=1, max_size=4), st.sampled_from([",", ";"]))
def test_whatever_commas_and_line_breaks_a_csv_writer_quoted_comes_back(
    rows: list[tuple[str, str]], delimiter: str
) -> None:
    assume(all(any(cell.strip() for cell in row) for row in rows))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([("h", "i"), *rows])
    assert cells_of(out.getvalue()) == [list(row) for row in rows]


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "sep=;;"])
def test_the_line_that_tells_excel_the_delimiter_is_no_line_of_headers(first: str) -> None:
    table = read_table(f"{first}\r\nname, first;session\r\nA B;S\r\n")
    assert table.headers == ["name, first", "session"]
    assert [row.line for row in table.rows] == [3]


def test_rows_of_nothing_but_delimiters_are_no_rows() -> None:
    table = read_table("name;session\nA B;S\n;\n ; \nC D;T\n;\n")
    assert [row.line for row in table.rows] == [2, 5]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_commas_inside_quoted_headers_do_not_make_the_delimiter(delimiter: str) -> None:
    header = '"Name (last, first, middle)"'
    assert read_table(f"{header}{delimiter}session\nLind{delimiter}S\n").delimiter == delimiter


def test_a_line_break_in_the_first_header_is_a_space() -> None:
    programme = read_abstract_book(b'"Session\ntitle";name\nLight;Ada Lind\n')
    assert [session.title for session in programme.sessions.values()] == ["Light"]


def test_a_space_after_each_comma_does_not_undo_the_quotes() -> None:
    assert cells_of('name, session\n"A B", "Light, dark"\n') == [["A B", "Light, dark"]]


def test_nul_characters_are_told_with_their_place_and_the_likely_cause() -> None:
    with pytest.raises(
        FileRefusedError, match=r"line 2, character 4: holds NUL characters.*--encoding utf-16"
    ):
        read_table("a,b\nx,y\0\n")
    content = "name\tsession\nAda Lind\tLight\n".encode("utf-16-le")
    assert read_abstract_book(content, encoding="utf-16").people["ada lind"].name.full == "Ada Lind"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-8"])
def test_a_byte_order_mark_is_no_part_of_the_first_header(encoding: str) -> None:
    content = "\ufeffname,session\nAda,S".encode(encoding.removesuffix("-sig"))
    assert decode(content, encoding=encoding).startswith("name,")


def test_utf8_that_is_called_something_else_is_refused_before_it_spoils_names() -> None:
    content = "name,session\nJosé,S\n".encode()
    assert "JosÃ©" in content.decode("windows-1252")  # what would have been imported
    with pytest.raises(FileRefusedError, match=r"is UTF-8 already.*leave --encoding out"):
        read_abstract_book(content, encoding="windows-1252")


@pytest.mark.parametrize("encoding", ["undefined", "hex", "idna", "punycode", "no such"])
def test_an_encoding_that_reads_no_text_is_refused(encoding: str) -> None:
    with pytest.raises(FileRefusedError):
        read_abstract_book("name,session\nJosé,S\n".encode("latin-1"), encoding=encoding)
