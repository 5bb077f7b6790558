"""What somebody wrote of a person stays, also at the second import, which knows the person by id."""

import json
from typing import Any

import pytest

from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.people.models import People
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import, counting_writes

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])
TYPED = {"first_name": "JOSE", "last_name": "NUNEZ", "biography": "Typed.", "photo": "https://own.example/a"}


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


@pytest.fixture
def import_jose(import_schedule: Import, write: Any) -> Any:
    """Imports a programme with José, of whom the file says this."""

    def imported(conference: str = "CONF26", *, dry_run: bool = False, **said: Any) -> dict[str, Any]:
        person = {"id": 5, "public_name": "José Núñez", "biography": "Told.", "avatar": "/b.png", **said}
        event = {"guid": "g1", "title": "T", "date": "2026-01-01T10:00:00Z", "persons": [person]}
        days = [{"date": "2026-01-01", "rooms": {"R": [event]}}]
        document = {
            "schedule": {"base_url": "https://a.example/", "conference": {"title": "C", "days": days}}
        }
        return import_schedule(write(json.dumps(document)), conference=conference, dry_run=dry_run)

    return imported


def jose() -> dict[str, Any]:
    return People.objects.values(*TYPED, "external_id").get()


def test_a_second_import_changes_nothing_of_whom_the_first_found_by_name(import_jose: Any) -> None:
    People.objects.create(**TYPED)
    import_jose()
    assert jose() == {**TYPED, "external_id": "a.example:5"}
    with counting_writes() as writes:
        assert import_jose()["nothing_to_change"]
    assert writes == []
    assert jose() == {**TYPED, "external_id": "a.example:5"}


def test_what_was_empty_or_alike_is_the_file_s_from_then_on(import_jose: Any) -> None:
    People.objects.create(first_name="José", last_name="Núñez", biography="Typed.")
    import_jose()
    summary = import_jose(public_name="José Núñez Ruiz", biography="Told again.", avatar="/c.png")
    assert summary["changed_columns"]["people"] == {"first_name": 1, "last_name": 1, "photo": 1}
    assert People.objects.get().full_name == "José Núñez Ruiz"
    assert jose()["biography"] == "Typed."


def test_it_stays_when_another_conference_of_that_source_is_imported(import_jose: Any) -> None:
    People.objects.create(**TYPED)
    import_jose()
    import_jose("OTHER")
    assert jose() == {**TYPED, "external_id": "a.example:5"}
    assert import_jose("OTHER")["nothing_to_change"]


def test_a_dry_run_tells_the_same_and_remembers_nothing(import_jose: Any) -> None:
    People.objects.create(**TYPED)
    with counting_writes() as writes:
        rehearsed = import_jose(dry_run=True)
    assert writes == []
    assert rehearsed["counts"] == import_jose()["counts"]


def test_the_memory_is_no_field_that_anybody_is_asked(import_jose: Any) -> None:
    People.objects.create(**TYPED)
    import_jose()
    assert not CstmFlds.objects.filter(active=True).exists()


@pytest.mark.parametrize("spoilt", ["{spoilt", "7", "null", "", '["no such column"]'])
def test_a_memory_that_somebody_spoilt_only_forgets(import_jose: Any, spoilt: str) -> None:
    People.objects.create(**TYPED)
    import_jose()
    CstmVals.objects.filter(field__key="imported-people").update(value=spoilt)
    assert import_jose()["counts"]["people"]["changed"] == 1
    assert jose()["biography"] == "Told."
