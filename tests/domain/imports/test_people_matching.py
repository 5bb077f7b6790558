"""Who in a file is who in the database."""

import json
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from poseidon.domain.people.models import People
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


@pytest.fixture
def import_people(import_schedule: Import, write: Any) -> Any:
    """Imports a programme of one event with these people (name and what else frab's JSON says)."""

    def imported(*people: dict[str, Any], base: str = "https://a.example/", **options: Any) -> dict[str, Any]:
        event = {"guid": "g1", "title": "T", "date": "2026-01-01T10:00:00Z", "persons": list(people)}
        day = {"date": "2026-01-01", "rooms": {"R": [event]}}
        document = {"schedule": {"base_url": base, "conference": {"title": "C", "days": [day]}}}
        return import_schedule(write(json.dumps(document)), **options)

    return imported


@pytest.fixture
def import_authors(import_abstract_book: Import, write: Any) -> Any:
    """Imports a book of one session with these people: (id, name, affiliation)."""

    def imported(*people: tuple[str, str, str], **options: Any) -> dict[str, Any]:
        lines = ["pid\tname\taffiliation\trole\tsession", *("\t".join((*one, "d", "S")) for one in people)]
        return import_abstract_book(write("\n".join(lines)), **options)

    return imported


def made(summary: dict[str, Any]) -> int:
    return summary["counts"]["people"]["made"]


@pytest.mark.parametrize(
    ("first", "last"),
    [("José", "Núñez"), ("JOSE", "NUNEZ"), ("", "Jose Nunez"), ("José Núñez", ""), (None, "josé nunez")],
)
def test_a_person_typed_in_by_hand_is_found_however_the_name_is_written(
    import_people: Any, first: str | None, last: str
) -> None:
    typed = People.objects.create(first_name=first, last_name=last)
    assert made(import_people({"id": 5, "public_name": "José Núñez"})) == 0
    typed.refresh_from_db()
    assert typed.external_id == "a.example:5"
    assert (typed.first_name, typed.last_name) == (first, last)


def test_particles_in_the_other_column_do_not_matter(import_people: Any) -> None:
    People.objects.create(first_name="Cléa van der", last_name="Berg")
    assert made(import_people({"id": 5, "public_name": "Cléa van der Berg"})) == 0


def test_a_name_with_another_affiliation_is_somebody_else(import_authors: Any) -> None:
    People.objects.create(first_name="Ada", last_name="Lind", organisation="Delta")
    assert made(import_authors(("", "Ada Lind", "River College"))) == 1
    assert made(import_authors(("", "ADA LIND", "delta && Lagoon"))) == 0
    assert made(import_authors(("", "Ada Lind", "NA"))) == 1


def test_the_id_beats_the_name_and_corrects_it(import_people: Any) -> None:
    import_people({"id": 5, "public_name": "Ada Lind"})
    summary = import_people({"id": 5, "public_name": "Ada Lindqvist", "biography": "New."})
    assert made(summary) == 0
    person = People.objects.get()
    assert (person.full_name, person.biography) == ("Ada Lindqvist", "New.")
    assert summary["changed_columns"]["people"] == {"last_name": 1, "biography": 1}


def test_how_staff_split_a_name_is_kept(import_people: Any) -> None:
    import_people({"id": 5, "public_name": "Ana De Oliveira"})
    People.objects.update(first_name="Ana De", last_name="Oliveira")
    assert import_people({"id": 5, "public_name": "Ana De Oliveira"})["nothing_to_change"]


def test_two_ids_of_one_source_are_two_people_of_one_name(import_people: Any) -> None:
    andreas = {"id": 1, "public_name": "Andreas"}, {"id": 2, "public_name": "Andreas"}
    assert made(import_people(*andreas)) == 2
    assert import_people(*andreas)["nothing_to_change"]


def test_an_id_of_another_source_with_that_name_is_the_same_person(import_people: Any) -> None:
    import_people({"id": 1, "public_name": "Ada Lind"})
    other = import_people({"id": 1, "public_name": "Ada Lind"}, base="https://b.example/", conference="OTHER")
    assert made(other) == 0
    assert People.objects.get().external_id == "a.example:1"


def test_equal_short_ids_of_two_sources_are_not_one_person(import_people: Any) -> None:
    import_people({"id": 1, "public_name": "Ada Lind"})
    other = import_people({"id": 1, "public_name": "Bo"}, base="https://b.example/", conference="OTHER")
    assert made(other) == 1
    assert set(People.objects.values_list("external_id", flat=True)) == {"a.example:1", "b.example:1"}


def test_a_source_that_is_named_is_shared_between_conferences(import_authors: Any) -> None:
    import_authors(("p1", "Ada Lind", "Delta"), conference="LAST", source="society")
    renamed = import_authors(("p1", "Ada Lind-Berg", "Lagoon"), conference="THIS", source="society")
    assert made(renamed) == 0
    assert People.objects.get().full_name == "Ada Lind-Berg"


def test_among_namesakes_nobody_is_guessed_and_it_stays_so(import_people: Any) -> None:
    People.objects.create(last_name="Andreas")
    People.objects.create(last_name="Andreas")
    summary = import_people({"public_name": "Andreas"})
    assert made(summary) == 1
    assert any("2 people are called 'Andreas'" in note for note in summary["notes"])
    assert import_people({"public_name": "Andreas"})["nothing_to_change"]
    assert People.objects.count() == 3


def test_a_person_without_an_id_is_found_again_and_given_one_later(import_people: Any) -> None:
    import_people({"public_name": "Ada Lind"})
    assert import_people({"public_name": "ada lind"})["nothing_to_change"]
    assert made(import_people({"id": 7, "public_name": "Ada Lind"})) == 0
    assert People.objects.get().external_id == "a.example:7"


def test_who_was_found_by_name_is_filled_but_not_overwritten(import_authors: Any) -> None:
    People.objects.create(
        first_name="Ada", last_name="Lind", organisation="Delta; Lagoon", email="ada@own.example"
    )
    summary = import_authors(("", "Ada LIND", "Lagoon"))
    assert (made(summary), summary["counts"]["people"]["unchanged"]) == (0, 1)
    person = People.objects.get()
    assert (person.organisation, person.email) == ("Delta; Lagoon", "ada@own.example")


def test_one_person_under_two_spellings_in_a_file_is_one(import_people: Any) -> None:
    summary = import_people({"public_name": "José Núñez"}, {"public_name": "JOSE NUNEZ"})
    assert made(summary) == 1
    assert summary["counts"]["roles"]["made"] == 1
    assert import_people({"public_name": "José Núñez"}, {"public_name": "JOSE NUNEZ"})["nothing_to_change"]


@pytest.mark.mysql
def test_a_million_others_are_not_read(import_people: Any) -> None:
    others = [People(first_name=f"F{number}", last_name=f"L{number}") for number in range(500)]
    People.objects.bulk_create(others)
    with CaptureQueriesContext(connections["TESTCLIENT"]) as queries:
        import_people({"public_name": "Ada Lind"})
    asked = [query["sql"] for query in queries if "FROM `people`" in query["sql"]]
    assert asked
    assert all(" IN (" in sql or " LIMIT 1" in sql for sql in asked)
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("EXPLAIN " + next(sql for sql in asked if "last_name" in sql.partition("WHERE")[2]))
        columns = [column[0] for column in cursor.description]
        plan = dict(zip(columns, cursor.fetchone(), strict=True))
    assert "name" in (plan["key"] or plan["possible_keys"] or "")
