"""CSV and TSV: delimiters, quotes, lines."""

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.table import read_table

cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
rows = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6)
)


@pytest.mark.parametrize("delimiter", ["\t", ";", ",", "|"])
def test_the_delimiter_is_sniffed_from_the_headers(delimiter: str) -> None:
    table = read_table(f"a{delimiter}b\n1{delimiter}2\n")
    assert (table.delimiter, table.headers, table.rows[0].cells) == (delimiter, ["a", "b"], ["1", "2"])


def test_quotes_that_are_characters_do_not_merge_lines() -> None:
    text = 'id\ttitle\tend\n1\t"Half a quote\tx\n2\tThe other half"\ty\n3\t5" pipes\tz\n'
    merged = list(csv.reader(io.StringIO(text), delimiter="\t"))
    assert len(merged) == 3  # what a CSV reader alone makes of four lines
    table = read_table(text)
    assert [row.cells[1] for row in table.rows] == ['"Half a quote', 'The other half"', '5" pipes']
    assert [row.line for row in table.rows] == [2, 3, 4]


def test_a_quoted_cell_may_hold_delimiters_and_line_breaks() -> None:
    table = read_table('id,title\r\n1,"one, two\r\nthree ""four"""\r\n2,five\r\n')
    assert [row.cells for row in table.rows] == [["1", 'one, two\r\nthree "four"'], ["2", "five"]]
    assert [row.line for row in table.rows] == [2, 4]


def test_wrapped_cells_lose_their_quotes_and_others_keep_them() -> None:
    table = read_table('a\tb\n"say ""hi"""\tso "quoted"\n')
    assert table.rows[0].cells == ['say "hi"', 'so "quoted"']


def test_blank_lines_count_as_lines_but_not_as_rows() -> None:
    table = read_table("a\tb\n\n1\t2\n\n\n3\t4\n")
    assert [row.line for row in table.rows] == [3, 6]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a\tb\tc\n1\t2\t3\n4\t5\n",
            r"line 3: has 2 cells, but there are 3 headers \(it ends at column 'b'\)",
        ),
        ("a,b\n1,2\n3,4,5\n", r"line 3: has 3 cells, but there are 2 headers"),
        ("a\tb\n", "has a line of headers, but no rows below it"),
        ("just words\nmore words\n", "line 1: no tab, semicolon, comma or bar"),
        ("a\tb\n1\t2\0\n", "line 2, character 4: holds NUL characters"),
        ('a,b\n"1,2,3\n', r"line 2: has 3 cells"),
    ],
)
def test_what_is_no_table_is_refused_by_line(text: str, message: str) -> None:
    with pytest.raises(FileRefusedError, match=message):
        read_table(text)


@given(rows, st.sampled_from([",", ";", "\t"]))
def test_what_a_csv_writer_wrote_is_read_back(content: list[list[str]], delimiter: str) -> None:
    headers = [f"h{index}" for index in range(len(content[0]))]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([headers, *content])
    wanted = [row for row in content if any(cell.strip() for cell in row)]
    assume(wanted)  # headers alone are refused
    table = read_table(out.getvalue())
    assert [row.cells for row in table.rows if any(cell.strip() for cell in row.cells)] == wanted


@given(st.text(max_size=100))
def test_no_text_makes_the_reader_fail_otherwise(text: str) -> None:
    try:
        read_table(text)
    except FileRefusedError:
        return
