"""A book that was edited between two imports: what the file says is there, what it no longer says stays."""

import random
from typing import Any

import pytest

from poseidon.domain.abstracts.models import Abstract, AbstractAuthors
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Session, SessionAbstract, SessionPerson
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import, counting_writes

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])

HEADER = (
    "session_id\tsession_title\tpid\tfull_name\taffiliation\trole\tpresenter\tabstract_id\tabstract_title"
)
Row = tuple[str, ...]
ADA = ("1", "Light", "p1", "Ada Lind", "Delta", "p", "y", "a1", "Shade")
BO = ("1", "Light", "p2", "Bo Ek", "Delta", "p", "n", "a1", "Shade")
CLEA = ("1", "Light", "p3", "Cléa Roux", "Lagoon", "p", "n", "a1", "Shade")
DOV = ("2", "Night", "p4", "Dov Amit", "Delta", "p", "y", "a2", "Stars")


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


@pytest.fixture
def import_rows(import_abstract_book: Import, write: Any) -> Any:
    """Imports rows; the second run of the same must write nothing."""

    def imported(*rows: Row, header: str = HEADER) -> dict[str, Any]:
        path = write("\n".join((header, *("\t".join(row) for row in rows))))
        summary = import_abstract_book(path)
        with counting_writes() as writes:
            assert import_abstract_book(path)["nothing_to_change"]
        assert writes == []
        return summary

    return imported


def changed(row: Row, at: int, value: str) -> Row:
    return (*row[:at], value, *row[at + 1 :])


def authors(abstract: str) -> list[tuple[str | None, int | None, bool | None]]:
    """Last name, place and presenting of each author."""
    rows = AbstractAuthors.objects.filter(abstract__external_id=abstract).order_by("order", "pk")
    return [(People.objects.get(pid=row.pid).last_name, row.order, row.presenting) for row in rows]


def test_the_presenter_may_change(import_rows: Any) -> None:
    import_rows(ADA, BO)
    summary = import_rows(changed(ADA, 6, "n"), changed(BO, 6, "y"))
    assert authors("a1") == [("Lind", 1, False), ("Ek", 2, True)]
    assert Abstract.objects.get().presenter_pid == People.objects.get(last_name="Ek").pid
    assert summary["changed_columns"] == {"abstracts": {"presenter_pid": 1}, "authors": {"presenting": 2}}


def test_a_file_that_does_not_say_who_presents_takes_it_from_nobody(import_rows: Any) -> None:
    import_rows(ADA, BO)
    without = HEADER.replace("\tpresenter", "")
    summary = import_rows(*((*row[:6], *row[7:]) for row in (ADA, BO)), header=without)
    assert summary["nothing_to_change"]
    assert import_rows(changed(ADA, 6, "NA"), BO)["nothing_to_change"]
    assert authors("a1") == [("Lind", 1, True), ("Ek", 2, False)]


def test_an_author_who_was_taken_out_stays_and_is_named(import_rows: Any) -> None:
    import_rows(ADA, BO, CLEA)
    summary = import_rows(ADA, CLEA)
    assert [name for name, _, _ in authors("a1")] == ["Lind", "Ek", "Roux"]
    assert "1 authors of CONF26 are not in the file: an import deletes nothing" in summary["notes"]
    assert "not in the file, so delete by hand what was withdrawn: authors Bo Ek of Shade" in summary["notes"]


def test_a_withdrawn_abstract_stays_and_is_named(import_rows: Any) -> None:
    import_rows(ADA, DOV)
    summary = import_rows(ADA)
    assert Abstract.objects.count() == 2
    assert "not in the file, so delete by hand what was withdrawn: abstracts Stars (a2)" in summary["notes"]


def test_of_many_that_are_missing_five_are_named(import_rows: Any) -> None:
    many = [("2", "Night", f"q{at}", f"Q {at}", "X", "p", "n", f"b{at}", f"T{at}") for at in range(8)]
    import_rows(ADA, *many)
    (named,) = (note for note in import_rows(ADA)["notes"] if "withdrawn: abstracts" in note)
    assert named.endswith(" and 3 more")
    assert sum(f"T{at} (b{at})" in named for at in range(8)) == 5


def test_a_title_that_was_corrected_changes_the_title_alone(import_rows: Any) -> None:
    import_rows(ADA, BO)
    with counting_writes() as writes:
        path_rows = (changed(ADA, 8, "Shade, revised"), changed(BO, 8, "Shade, revised"))
        summary = import_rows(*path_rows)
    assert summary["changed_columns"] == {"abstracts": {"title": 1}}
    assert len([sql for sql in writes if "changerecord" not in sql]) == 1
    assert Abstract.objects.get().title == "Shade, revised"


def test_a_paper_that_moved_to_another_session_is_in_both_and_that_is_told(import_rows: Any) -> None:
    import_rows(ADA, DOV)
    summary = import_rows(
        ("2", "Night", *ADA[2:]), DOV, ("1", "Light", "p5", "Eva Chair", "X", "c", "NA", "NA", "NA")
    )
    placed = SessionAbstract.objects.filter(abstract__external_id="a1")
    assert sorted(row.session.external_id for row in placed) == ["1", "2"]
    assert any("placements Shade of Light" in note for note in summary["notes"])


def random_book(chance: random.Random) -> list[Row]:
    """Up to four papers by up to five people, in an order and with facts that chance decides."""
    rows = []
    for paper in chance.sample("abcd", chance.randint(1, 4)):
        session = chance.choice("12")
        for person in chance.sample("vwxyz", chance.randint(1, 5)):
            presents, place = chance.choice(["y", "n"]), chance.choice(["Delta", "Lagoon"])
            rows.append(
                (session, f"S{session}", person, f"Person {person}", place, "p", presents, paper, f"T{paper}")
            )
    return rows


def stored() -> set[tuple[str | None, int | None]]:
    return set(AbstractAuthors.objects.values_list("abstract__external_id", "pid"))


@pytest.mark.parametrize("seed", range(3))
def test_after_any_series_of_edits_the_last_file_is_there_and_nothing_is_gone(
    import_rows: Any, seed: int
) -> None:
    chance, before = random.Random(seed), set()
    for _ in range(5):
        rows = random_book(chance)
        import_rows(*rows)
        assert stored() >= before
        before = stored()
        pids = dict(People.objects.values_list("last_name", "pid"))
        for paper in {row[7] for row in rows}:
            told = [(pids[row[2]], row[4], row[6] == "y") for row in rows if row[7] == paper]
            there = AbstractAuthors.objects.filter(abstract__external_id=paper).order_by("order")
            facts = [(row.pid, row.affiliation, row.presenting) for row in there]
            assert [fact for fact in facts if fact[0] in {pid for pid, _, _ in told}] == told
        for session in {row[0] for row in rows}:
            told_papers = list(dict.fromkeys(row[7] for row in rows if row[0] == session))
            placed = SessionAbstract.objects.filter(session__external_id=session).order_by("order")
            found = [row.abstract.external_id for row in placed]
            assert [paper for paper in found if paper in told_papers] == told_papers
            speakers = {pids[row[2]] for row in rows if row[0] == session and row[6] == "y"}
            assert speakers <= set(
                SessionPerson.objects.filter(session__external_id=session).values_list("pid", flat=True)
            )
    assert Session.objects.count() <= 2
