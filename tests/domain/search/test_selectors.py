"""One box finds what staff look for, however they spell it."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connections

from poseidon.domain.people import finding
from poseidon.domain.search import found, selectors
from poseidon.domain.search.selectors import Results, search_everything
from poseidon.models import City
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "OTHERCLIENT"])


@pytest.fixture(autouse=True)
def rows() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        person = factories.PeopleFactory
        person(pid=7, first_name="Zoë", last_name="Müller", email="zoe@example.org", external_id="ext-9")
        person(pid=8, first_name="Ana María", last_name="García López", email="Garcia@Example.org")
        person(pid=9, first_name="Jean-Luc", last_name="van der Berg", email="jl@example.org")
        person(pid=10, first_name="日向", last_name="山田", email=None)
        factories.PlanionContainerFactory(code="38C3", name="38. Kongreß für Möwen", venue="Hamburg")
        factories.AbstractFactory(id=21, number="P12", title="Über Möwen", conference_code="38C3")
        factories.AbstractFactory(id=22, number="P120", title="On 100% certain gulls", conference_code="38C3")
        factories.SessionFactory(id=31, title="Café with 'gulls'", conference_code="38C3")
        yield


def pids(typed: str, *, thorough: bool = False) -> list[int]:
    return [person.pid for person in search_everything(typed, thorough=thorough).people.rows]


def keys(results: Results) -> dict[str, list[object]]:
    kinds = zip(results._fields[:4], results[:4], strict=True)
    return {name: [row.pk for row in kind.rows] for name, kind in kinds if kind.rows}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("müller", 7), ("MULLER", 7), ("Muller zoe", 7), ("zoë mül", 7), ("zoe@example.org", 7), ("zoe@", 7),
        ("ZOE@EXAMPLE.ORG", 7), ("7", 7), ("#7", 7), ("ext-9", 7), ("garcia lopez", 8), ("LÓPEZ", 8),
        ("maria gar", 8), ("garcia@example.org", 8), ("luc", 9), ("van der berg", 9), ("berg jean", 9),
        ("山田", 10), ("日", 10),
    ],
)  # fmt: skip
def test_person_is_found_by_any_of_their_names_and_numbers(typed: str, wanted: int) -> None:
    assert pids(typed) == [wanted]


@pytest.mark.parametrize(
    "typed", ["", "   ", "%", "_", "--", "'", "\\", "\0", "nobody", "mül_er", "😀", "9" * 30]
)
def test_nothing_is_found_where_nothing_fits(typed: str) -> None:
    assert pids(typed) == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("mowen", {"conferences": ["38C3"], "abstracts": [21]}),
        ("MÖWEN über", {"abstracts": [21]}),
        ("38c3", {"conferences": ["38C3"]}),
        ("hamburg 38", {"conferences": ["38C3"]}),
        ("cafe", {"sessions": [31]}),
        ("100%", {"abstracts": [22]}),
        ("with gul", {"sessions": [31]}),
        ("21", {"abstracts": [21]}),
        ("31", {"sessions": [31]}),
    ],
)
def test_titles_codes_and_ids_are_found(typed: str, wanted: dict[str, list[object]]) -> None:
    assert keys(search_everything(typed)) == wanted


def test_exact_match_comes_first_and_is_counted() -> None:
    abstracts = search_everything("p12").abstracts
    assert [row.number for row in abstracts.rows] == ["P12", "P120"]
    assert abstracts.exact == 1
    factories.PeopleFactory(pid=99, last_name="7 of nine")
    assert pids("7") == [7, 99]


def test_many_matches_are_cut_and_said_to_be_more() -> None:
    for _ in range(found.SHOWN + 2):
        factories.PeopleFactory(last_name="Holm")
    result = search_everything("holm").people
    assert len(result.rows) == found.SHOWN
    assert result.more
    assert result.newest is None


def test_only_newest_are_looked_through_where_no_index_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "NEWEST_PEOPLE", 3)
    monkeypatch.setattr(selectors, "NEWEST_WORKS", 1)
    assert pids("zoe") == []
    assert pids("zoe", thorough=True) == [7]
    assert pids("muller") == [7]  # a last name
    assert pids("zoe@example.org") == [7]  # a whole address
    assert pids("ana") == [8]
    assert search_everything("zoe").people.newest == 3
    assert search_everything("zoe", thorough=True).people.newest is None
    assert keys(search_everything("mowen")) == {"conferences": ["38C3"]}
    assert keys(search_everything("mowen", thorough=True)) == {"conferences": ["38C3"], "abstracts": [21]}
    assert keys(search_everything("21")) == {"abstracts": [21]}  # an id


def test_address_is_looked_for_among_people_only() -> None:
    factories.AbstractFactory(title="Write to zoe@example.org")
    assert keys(search_everything("zoe@example.org")) == {"people": [7]}


def test_column_that_cannot_hold_a_letter_is_no_error() -> None:
    if connections["TESTCLIENT"].vendor != "mysql":
        pytest.skip("SQLite has no character sets")
    with pytest.raises(OperationalError, match="1267"):
        list(City.objects.filter(name__begins_indexed="山"))  # a latin1 column
    assert list(City.objects.filter(name__begins="山")) == []


def test_search_keeps_to_its_tenant() -> None:
    with tenant_context("OTHERCLIENT"):
        assert not search_everything("müller")
