"""People that the older product has, in the spellings that people type, are found by name."""

from typing import Any

import pytest

from poseidon.domain.people.models import People
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])

SPELLINGS = [
    ("Jean-Luc", "Picard", "Jean Luc Picard"),
    ("Jean Luc", "Picard", "Jean-Luc Picard"),
    ("Nora", "O'Neill", "Nora O’Neill"),
    ("Nora", "O’Neill", "Nora O'Neill"),
    ("Nora", "O’Neill", "Nora O\u2018Neill"),
    ("Ana", "García-López", "ana garcia lopez"),
    ("Ana", "Garcia Lopez", "Ana García-López"),
    ("ÅSA", "Öberg", "Asa Oberg"),
    ("", "Jean-Luc Picard", "Jean Luc Picard"),
    ("Jean-Luc Picard", "", "Jean Luc Picard"),
    ("Ada ", "Lind  ", "Ada Lind"),
]


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


def made(import_book: Import, path: Any) -> int:
    return int(import_book(path)["counts"]["people"]["made"])


@pytest.mark.parametrize(("first", "last", "told"), SPELLINGS)
def test_a_person_of_the_older_product_is_found_in_another_spelling_and_left_as_typed(
    import_abstract_book: Import, write: Any, first: str, last: str, told: str
) -> None:
    typed = People.objects.create(first_name=first, last_name=last, organisation="Delta")
    path = write(f"pid;name;affiliation;session\n7;{told};DELTA;S\n")
    assert made(import_abstract_book, path) == 0
    typed.refresh_from_db()
    assert (typed.first_name, typed.last_name, typed.external_id) == (first, last, "CONF26:7")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("Jean", "Picard", "Jean Luc Picard"),
        ("Nora", "Neill", "Nora O'Neill"),
        ("Ana", "Lopez", "Ana García-López"),
    ],
)
def test_half_a_name_is_somebody_else(
    import_abstract_book: Import, write: Any, first: str, last: str, told: str
) -> None:
    People.objects.create(first_name=first, last_name=last, organisation="Delta")
    assert made(import_abstract_book, write(f"name;affiliation;session\n{told};Delta;S\n")) == 1
