"""People of one file whom it names in several ways: one rule for the file and for what is stored."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poseidon.domain.abstracts.models import AbstractAuthors
from poseidon.domain.imports.alike import who_is_meant
from poseidon.domain.imports.names import Name
from poseidon.domain.imports.programme import Person
from poseidon.domain.people.models import People
from poseidon.domain.program.models import SessionPerson
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import, counting_writes

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])

HEADER = "pid,name,affiliation,role,session,paper,email"


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


def people_of(import_book: Import, path: Any) -> list[tuple[str, str | None]]:
    """Names and ids of the people that the file makes; the second run must write nothing."""
    import_book(path)
    with counting_writes() as writes:
        assert import_book(path)["nothing_to_change"]
    assert writes == []
    return sorted(People.objects.values_list("last_name", "external_id"))


@pytest.mark.parametrize("ids", [("p1", ""), ("", "p1"), ("", "")])
def test_a_chair_without_the_id_that_the_author_has_is_one_person(
    import_abstract_book: Import, write: Any, ids: tuple[str, str]
) -> None:
    path = write(f"{HEADER}\n{ids[0]},Ada Lind,X,c,S,,\n{ids[1]},ADA LIND,Y; x,p,S,T,ada@x.example\n")
    ((_, external_id),) = people_of(import_abstract_book, path)
    assert (external_id == "CONF26:p1") is any(ids)
    person = People.objects.get()
    assert person.email == "ada@x.example"
    assert set(SessionPerson.objects.values_list("pid", "role")) == {(person.pid, "chair")}
    assert AbstractAuthors.objects.get().pid == person.pid


def test_whoever_might_be_one_of_two_is_neither(import_abstract_book: Import, write: Any) -> None:
    path = write(f"{HEADER}\np1,Ada Lind,X,c,S,,\np2,Ada Lind,X,d,S,,\n,Ada Lind,X,p,S,T,\n")
    assert len(people_of(import_abstract_book, path)) == 3


def test_one_person_under_two_keys_leaves_no_gap_among_the_authors(
    import_abstract_book: Import, write: Any
) -> None:
    lines = ("p1,Ada Lind,X,p,S,T,", ",Ada Lind,X,p,S,T,", "p2,Bo Ek,X,p,S,T,")
    people_of(import_abstract_book, write("\n".join((HEADER, *lines))))
    assert sorted(AbstractAuthors.objects.values_list("order", flat=True)) == [1, 2]


someone = st.builds(
    lambda number, affiliations: (number, tuple(sorted(affiliations))),
    st.sampled_from([None, "1", "2"]),
    st.sets(st.sampled_from("XYZ"), max_size=3),
)


@settings(max_examples=100)
@given(st.lists(someone, max_size=6, unique=True))
def test_nobody_is_taken_for_somebody_with_another_id_or_without_a_shared_affiliation(
    told: list[tuple[str | None, tuple[str, ...]]],
) -> None:
    people = {
        str(at): Person(str(at), Name("Ada", "Lind"), "", number, affiliations)
        for at, (number, affiliations) in enumerate(told)
    }
    meant = who_is_meant(people)
    assert meant.keys() == people.keys()
    for key, one in meant.items():
        assert meant[one] == one
        if key != one:
            ours, theirs = set(people[key].affiliations), set(people[one].affiliations)
            assert people[key].external_id is None
            assert ours & theirs or not (ours or theirs)
