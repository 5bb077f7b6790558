"""`import_abstract_book` into a tenant's database."""

from typing import Any

import pytest

from poseidon.domain.abstracts.models import Abstract, AbstractAuthors
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Session, SessionAbstract, SessionPerson
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import, counting_writes, data

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


def name_of(pid: int | None) -> str:
    return People.objects.get(pid=pid).full_name


def test_an_abstract_book_arrives_whole(import_abstract_book: Import) -> None:
    summary = import_abstract_book("abstract-book.tsv")
    made = {kind: counts["made"] for kind, counts in summary["counts"].items() if counts["made"]}
    assert made == {
        "conference": 1, "people": 5, "sessions": 2, "roles": 6,
        "abstracts": 3, "authors": 4, "placements": 3,
    }  # fmt: skip
    assert [remark["where"] for remark in summary["repaired"]] == ["lines 6 and 7"]
    toll = Abstract.objects.get(external_id="0001")
    assert (toll.title, toll.number, toll.track, toll.status) == (
        "Toll and trust",
        "41",
        "Crossings",
        "accepted",
    )
    assert toll.body == 'We ask whether "toll" matters.'
    assert name_of(toll.presenter_pid) == "Dov Amit"


def test_authors_are_kept_in_order_with_affiliation(import_abstract_book: Import) -> None:
    import_abstract_book("abstract-book.tsv")
    authors = AbstractAuthors.objects.filter(abstract__external_id="0001").order_by("order")
    assert [
        (name_of(author.pid), author.order, author.presenting, author.affiliation) for author in authors
    ] == [
        ("Cora Lund", 1, False, "Delta University"),
        ("Dov Amit", 2, True, "Delta University"),
    ]
    assert People.objects.get(last_name="Βλάχου").organisation == "River College; Institute of Ferries"


def test_roles_and_the_order_of_papers_are_kept(import_abstract_book: Import) -> None:
    import_abstract_book("abstract-book.tsv")
    session = Session.objects.get(external_id="7")
    roles = SessionPerson.objects.filter(session=session).order_by("order")
    assert [(name_of(role.pid), role.role) for role in roles] == [
        ("Ana Βλάχου", "chair"),
        ("Bram De Wit", "discussant"),
        ("Dov Amit", "speaker"),
        ("Ana Βλάχου", "speaker"),
    ]
    papers = SessionAbstract.objects.filter(session=session).order_by("order")
    assert [paper.abstract.external_id for paper in papers] == ["0001", "0002"]


@pytest.mark.parametrize("name", ["abstract-book.tsv", "abstract-book.csv"])
def test_a_second_run_writes_nothing_and_says_so(import_abstract_book: Import, name: str) -> None:
    first = import_abstract_book(name)
    with counting_writes() as writes:
        second = import_abstract_book(name)
    assert writes == []
    assert second["nothing_to_change"]
    assert all(
        second["counts"][kind]["unchanged"] == first["counts"][kind]["made"] for kind in first["counts"]
    )


def test_a_dry_run_shows_the_same_and_writes_nothing(import_abstract_book: Import) -> None:
    with counting_writes() as writes:
        rehearsed = import_abstract_book("abstract-book.tsv", dry_run=True)
    assert writes == []
    assert rehearsed["counts"] == import_abstract_book("abstract-book.tsv")["counts"]


def test_authors_in_another_order_only_change_their_places(import_abstract_book: Import, write: Any) -> None:
    import_abstract_book("abstract-book.tsv")
    lines = data("abstract-book.tsv").decode().splitlines()
    lines[3], lines[4] = lines[4], lines[3]
    with counting_writes() as writes:
        summary = import_abstract_book(write("\n".join(lines), "abstract-book.tsv"))
    assert summary["changed_columns"] == {"authors": {"order": 2}}
    assert [statement.split()[0] for statement in writes] == ["UPDATE", "UPDATE", "INSERT"]
    assert "poseidon_changerecord" in writes[2]


def test_last_years_people_are_found_again_by_name_and_affiliation(
    import_abstract_book: Import, write: Any
) -> None:
    import_abstract_book("abstract-book.tsv", conference="LAST")
    other_ids = data("abstract-book.tsv").decode().replace("\tp0", "\tq0")
    summary = import_abstract_book(write(other_ids, "abstract-book.tsv"), conference="THIS")
    assert summary["counts"]["people"]["made"] == 0
    assert People.objects.count() == 5
    with counting_writes() as writes:
        import_abstract_book("abstract-book.tsv", conference="LAST")
        import_abstract_book(write(other_ids, "abstract-book.tsv"), conference="THIS")
    assert writes == []


def test_a_book_and_a_programme_of_one_conference_live_together(
    import_abstract_book: Import, import_schedule: Import
) -> None:
    import_abstract_book("abstract-book.tsv")
    import_schedule("frab.xml")
    with counting_writes() as writes:
        import_abstract_book("abstract-book.tsv")
        import_schedule("frab.xml")
    assert writes == []
    assert Session.objects.count() == 6
