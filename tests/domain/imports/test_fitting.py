"""Text that is too long for its column, or that its character set does not have."""

import json
from typing import Any

import pytest
from django.core.management.base import CommandError

from poseidon.domain.abstracts.models import AbstractAuthors
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Session
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import, counting_writes, data

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


@pytest.fixture
def changed(write: Any) -> Any:
    """The invented programme with its first event changed."""

    def write_changed(**event: Any) -> Any:
        document = json.loads(data("frab.json"))
        document["schedule"]["conference"]["days"][0]["rooms"]["Pier"][0].update(event)
        return write(json.dumps(document))

    return write_changed


def test_a_long_affiliation_is_cut_and_told_and_the_second_run_is_quiet(
    import_abstract_book: Import, write: Any
) -> None:
    path = write(f"name,affiliation,role,abstract title\nA B,{'x' * 300},p,T\n")
    summary = import_abstract_book(path)
    assert {len(author.affiliation) for author in AbstractAuthors.objects.all()} == {255}
    assert {(remark["kind"], remark["reason"], remark["where"]) for remark in summary["repaired"]} == {
        ("organisation", "cut to the 255 characters that fit", "line 2"),
        ("affiliation", "cut to the 255 characters that fit", "line 2"),
    }
    with counting_writes() as writes:
        import_abstract_book(path)
    assert writes == []


def test_a_long_title_is_cut(import_schedule: Import, changed: Any) -> None:
    path = changed(title="é" * 600)
    import_schedule(path)
    assert Session.objects.order_by("pk").first().title == "é" * 499 + "…"  # type: ignore[union-attr]
    assert import_schedule(path)["nothing_to_change"]


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ({"guid": "g" * 65}, r"Pier\[0\]: external_id has 65 characters, 64 fit"),
        ({"url": "https://x.example/" + "y" * 500}, r"Pier\[0\]: url has 518 characters, 500 fit"),
        ({"date": "0999-12-31T10:00:00+00:00"}, r"Pier\[0\]: start 0999-12-31 .* is before the year 1000"),
        ({"language": "l" * 21}, r"language has 21 characters, 20 fit"),
        ({"persons": [{"id": 1, "public_name": "N" * 101}]}, r"persons\[0\]: last_name has 101 characters"),
    ],
)
def test_what_cannot_be_cut_is_refused_with_its_place(
    import_schedule: Import, changed: Any, event: dict[str, Any], message: str
) -> None:
    with counting_writes() as writes, pytest.raises(CommandError, match=message):
        import_schedule(changed(**event))
    assert not Session.objects.exists()
    assert not any("sessn" in sql for sql in writes)


def test_a_number_beyond_the_column_is_refused(import_schedule: Import, write: Any) -> None:
    document = json.loads(data("pretalx.json"))
    document["rooms"][1]["capacity"] = 10**12
    with pytest.raises(CommandError, match=r"rooms\[1\]: capacity 1000000000000 is larger than the column"):
        import_schedule(write(json.dumps(document)))


def test_characters_that_no_database_holds_are_left_out_and_told(
    import_schedule: Import, changed: Any
) -> None:
    path = changed(title="Moon\ud83d and\x00 quay")
    summary = import_schedule(path)
    assert Session.objects.filter(title="Moon and quay").exists()
    assert summary["repaired"][0]["reason"] == "characters that no database can hold were left out"
    assert import_schedule(path)["nothing_to_change"]


def test_emoji_and_greek_arrive(import_schedule: Import, changed: Any) -> None:
    import_schedule(changed(title="Band 🎼🎷", persons=[{"id": 1, "public_name": "Ανδρέας Ξηρός"}]))
    assert Session.objects.filter(title="Band 🎼🎷").exists()
    assert People.objects.filter(last_name="Ξηρός").exists()


@pytest.mark.mysql
def test_emoji_in_a_three_byte_table_become_question_marks_and_are_told(
    import_schedule: Import, write: Any
) -> None:
    document = json.loads(data("frab.json"))
    document["schedule"]["conference"]["title"] = "Tides 🌊"
    path = write(json.dumps(document))
    summary = import_schedule(path)
    assert PlanionContainer.objects.get().name == "Tides ?"
    assert summary["repaired"][0]["reason"] == "characters that utf8mb3 does not have became '?'"
    assert import_schedule(path)["nothing_to_change"]
