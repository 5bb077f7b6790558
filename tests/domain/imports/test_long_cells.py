"""Cells that are longer than their columns, and rows that are longer than a statement may be."""

from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.core.management.base import CommandError
from hypothesis import given, settings
from hypothesis import strategies as st

from poseidon.domain.abstracts.models import Abstract
from poseidon.domain.imports.book_columns import COLUMN_OF, SYNONYMS
from poseidon.domain.imports.store import BATCH, LONGEST, _batches
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])


@pytest.mark.parametrize(
    ("header", "column", "fit"),
    [
        ("Session no.", "external_id", 64),
        ("Location", "name", 200),
        ("Paper ID", "external_id", 64),
        ("Paper #", "number", 20),
        ("Track", "track", 200),
        ("Language", "language", 20),
        ("E-Mail", "email", 254),
        ("Country", "country", 100),
        ("Full name", "last_name", 100),
        ("Surname", "last_name", 100),
        ("Abstract", "body", 4_000_000),
    ],
)
def test_what_is_too_long_is_cut_or_refused_with_line_and_header(
    import_abstract_book: Import, write: Any, header: str, column: str, fit: int
) -> None:
    path = write(f"Author;session title;paper title;{header}\nAda Lind;S;T;{'x' * (fit + 1)}\n")
    options = {"map": [("full_name", header)]} if header == "Full name" else {}
    if column == "track":
        assert import_abstract_book(path)["repaired"][0]["where"] == "line 2"
        return
    if header == "Surname":
        path = write(f"First name;session title;{header}\nAda;S;{'x' * (fit + 1)}\n")
    reason = (
        f"line 2, column {header}: {column} has {fit + 1:,} characters, {fit:,} fit: .*shorten it in the file"
    )
    with pytest.raises(CommandError, match=reason) as refused:
        import_abstract_book(path, **options)
    assert len(str(refused.value)) < 400


def test_an_id_of_a_person_may_be_of_any_length(import_abstract_book: Import, write: Any) -> None:
    path = write(f"pid;name;session\n{'x' * 1000};Ada Lind;S\n{'x' * 999};Bo Ek;S\n")
    assert import_abstract_book(path)["counts"]["people"]["made"] == 2
    assert import_abstract_book(path)["nothing_to_change"]


def test_every_column_that_a_refusal_names_exists() -> None:
    for (model, column), ours in COLUMN_OF.items():
        assert apps.get_model("poseidon", model)._meta.get_field(column)
        assert set(ours) <= SYNONYMS.keys()


def test_a_million_characters_of_text_arrive(import_abstract_book: Import, write: Any) -> None:
    text = "é y" * 333_333
    path = write(f"name\tpaper\tabstract\nA B\tT\t{text}\n")
    import_abstract_book(path)
    with tenant_context("TESTCLIENT"):
        assert Abstract.objects.get().body == text
    assert import_abstract_book(path)["nothing_to_change"]


@settings(max_examples=20)
@given(
    st.lists(st.sampled_from([0, 1000, LONGEST // 3, LONGEST, LONGEST + 1]), max_size=12), st.integers(0, 3)
)
def test_portions_hold_every_row_in_order_and_are_no_longer_than_a_statement(
    lengths: list[int], many: int
) -> None:
    rows = [Abstract(title="", body="x" * length) for length in [*lengths, *[1] * (many * BATCH)]]
    portions = list(_batches(rows)) if rows else []
    assert [row for portion in portions for row in portion] == rows
    for portion in portions:
        assert 0 < len(portion) <= BATCH
        assert len(portion) == 1 or sum(len(row.body or "") for row in portion) <= LONGEST
    for first, second in pairwise(portions):
        together = sum(len(row.body or "") for row in (*first, second[0]))
        assert len(first) == BATCH or together > LONGEST
