"""References of many rows: queries counted with 1, 3 and many rows, on every alias."""

import asyncio
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Prefetch

from poseidon.models import Accounts, People, PlanionContainer, Session, SessionPerson
from poseidon.tenancy.api import TenantQuerySet, prefetch_across, tenant_context, tenant_of
from poseidon.tenancy.references import keys
from tests.tenancy.names import OTHER, OURS
from tests.tenancy.references.conftest import DATABASES, queries

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("programme")]


def people_in_sessions(number: int) -> TenantQuerySet:
    SessionPerson.objects.all().delete()
    session = Session.objects.get()
    SessionPerson.objects.bulk_create(
        SessionPerson(session=session, pid=1 + index % 3) for index in range(number)
    )
    return SessionPerson.objects.order_by("id")


@pytest.mark.parametrize("number", [1, 3, 50])
def test_one_query_a_database_whatever_the_number_of_rows(number: int) -> None:
    with tenant_context(OURS):
        PlanionContainer.objects.bulk_create(
            PlanionContainer(code=f"N{index}", sponsor="wiesbaden ", cityid="WIES") for index in range(number)
        )
        rows = PlanionContainer.objects.prefetch_across("sponsor_account", "city")
        with queries(**{OURS: 2, "accounts": 1}):
            assert len([row.sponsor_account for row in rows if row.sponsor_account]) == number + 1
            assert len([row.city for row in rows if row.city]) == number + 1


def test_without_prefetch_each_row_costs_a_query() -> None:
    with tenant_context(OURS):
        rows = people_in_sessions(3)
        with queries(**{OURS: 4}):
            _ = [row.person for row in rows]


@pytest.mark.parametrize("number", [1, 3, 50])
def test_paths_go_through_foreign_keys_and_references(number: int) -> None:
    with tenant_context(OURS):
        rows = people_in_sessions(number).prefetch_across(
            "person", "session__conference__sponsor_account", "session__conference__city"
        )
        with queries(**{OURS: 5, "accounts": 1}):
            for row in rows:
                assert row.session.conference.sponsor_account.acronym == "WIESBADEN"
                assert row.session.conference.city.cityid == "WIES"
                assert row.person is None or row.person.pid == row.pid


def test_two_references_to_one_model_share_a_query(monkeypatch: pytest.MonkeyPatch) -> None:
    from poseidon.tenancy.references.reference import Reference, references_of

    again = Reference("poseidon.People", column="order")
    again.__set_name__(SessionPerson, "deputy")
    monkeypatch.setitem(references_of(SessionPerson), "deputy", again)
    with tenant_context(OURS):
        rows = [SessionPerson(pid=1, order=2), SessionPerson(pid=2, order=1)]
        with queries(**{OURS: 1}):
            prefetch_across(rows, "person", "deputy")
            assert [again.__get__(row).pid for row in rows] == [2, 1]


def test_nothing_is_asked_where_no_row_refers() -> None:
    with tenant_context(OURS), queries(**{OURS: 1}):
        list(PlanionContainer.objects.filter(code="C2").prefetch_across("sponsor_account", "city"))


def test_survives_clone_slice_first_get_and_later_calls() -> None:
    with tenant_context(OURS):
        rows = SessionPerson.objects.prefetch_across("person").order_by("id").filter(id__gte=1).all()
        for ask in (
            lambda: rows[0:2][1],
            lambda: rows.last(),
            lambda: rows.get(id=2),
            lambda: next(iter(rows.reverse())),
            lambda: rows.in_bulk([2])[2],
            lambda: list(rows.order_by().union(SessionPerson.objects.all()).order_by("id"))[1],
        ):
            row = ask()
            with queries():
                assert row.person.pid == 2
        with queries(**{OURS: 2}):
            assert [row.person.pid for row in rows] == [1, 2]
            assert [row.person.pid for row in rows] == [1, 2]


def test_is_lazy() -> None:
    with tenant_context(OURS), queries():
        SessionPerson.objects.prefetch_across("person").filter(id=1)


def test_queryset_made_here_and_evaluated_elsewhere_refers_within_its_own_tenant() -> None:
    with tenant_context(OURS):
        rows = SessionPerson.objects.prefetch_across("person", "session__conference__city")
    with tenant_context(OTHER), queries(**{OURS: 5}):
        assert {row.person.last_name for row in rows} == {f"of {OURS}"}
        assert {row.session.conference.city.name for row in rows} == {f"Wiesbaden of {OURS}"}


def test_pickled_queryset_keeps_what_it_was_asked() -> None:
    with tenant_context(OURS):
        rows = SessionPerson.objects.prefetch_across("person")
        copied = pickle.loads(pickle.dumps(rows))
        with queries():
            assert len([row.person for row in copied]) == 2


def test_iterator_refers_chunk_by_chunk() -> None:
    with tenant_context(OURS):
        rows = people_in_sessions(7).prefetch_across("person")
        with queries(**{OURS: 1 + 3}):
            assert len([row.person for row in rows.iterator(chunk_size=3)]) == 7
        with pytest.raises(ValueError, match="chunk_size"):
            rows.iterator()


def test_iterator_without_references_needs_no_chunk_size() -> None:
    with tenant_context(OURS):
        assert len(list(SessionPerson.objects.iterator())) == 2


@pytest.mark.django_db(databases=DATABASES, transaction=True)
def test_asynchronous_iteration_has_the_references_at_hand() -> None:
    async def collect(rows: Any) -> list[str]:
        return [row.person.last_name async for row in rows]

    with tenant_context(OURS):
        rows = SessionPerson.objects.prefetch_across("person")
    with tenant_context(OTHER):
        assert asyncio.run(collect(rows.all().aiterator(chunk_size=1))) == [f"of {OURS}"] * 2
        assert asyncio.run(collect(rows.all())) == [f"of {OURS}"] * 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows.prefetch_across("city").values("code"),
        lambda rows: rows.prefetch_across("city").values_list("code", flat=True),
        lambda rows: rows.prefetch_across("city").dates("date", "year"),
        lambda rows: rows.values("code").prefetch_across("city"),
    ],
)
def test_plain_values_are_refused_with_the_reason(spoil: Callable[[TenantQuerySet], Any]) -> None:
    with tenant_context(OURS):
        rows = PlanionContainer.objects.all()
        with pytest.raises(TypeError, match="plain values, which carry no references"):
            spoil(rows)
        assert rows.prefetch_across("city").prefetch_across(None).values_list("code").count() == 2


def test_deferred_column_is_refused_instead_of_a_query_a_row() -> None:
    with tenant_context(OURS):
        rows = PlanionContainer.objects.only("name").prefetch_across("city")
        with pytest.raises(ValueError, match=r"'cityid'.*deferred"):
            list(rows)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("sponsor", "PlanionContainer has no reference 'sponsor'.*sponsor_account, city"),
        ("city__mayor", "City has no reference 'mayor'.*none"),
        ("nothing", "PlanionContainer has no reference 'nothing'"),
    ],
)
def test_wrong_path_is_refused_at_once(path: str, told: str) -> None:
    with tenant_context(OURS):
        with pytest.raises(ValueError, match=told):
            PlanionContainer.objects.prefetch_across(path)
        with pytest.raises(ValueError, match=told):
            prefetch_across(list(PlanionContainer.objects.filter(code="C1")), path)


def test_inside_prefetch_related() -> None:
    with tenant_context(OURS):
        inner = Prefetch("session_people", queryset=SessionPerson.objects.prefetch_across("person"))
        with queries(**{OURS: 3}):
            (session,) = Session.objects.prefetch_related(inner)
            assert [row.person.pid for row in session.session_people.all()] == [1, 2]


def test_list_of_rows_of_several_tenants_refers_each_within_its_own() -> None:
    rows: list[SessionPerson] = []
    for tenant in (OURS, OTHER):
        with tenant_context(tenant):
            rows += SessionPerson.objects.order_by("id")
    with queries(**{OURS: 3, OTHER: 3}):
        prefetch_across(rows, "person", "session__conference")
    with queries():
        assert [row.person.last_name for row in rows] == [f"of {OURS}"] * 2 + [f"of {OTHER}"] * 2
        assert [tenant_of(row.session._state.db) for row in rows] == [OURS] * 2 + [OTHER] * 2


def test_rows_of_several_tenants_share_the_query_on_a_shared_database() -> None:
    rows: list[PlanionContainer] = []
    for tenant in (OURS, OTHER):
        with tenant_context(tenant):
            rows += PlanionContainer.objects.filter(code="C1")
    with queries(accounts=1):
        prefetch_across(rows, "sponsor_account")
        assert {row.sponsor_account.acronym for row in rows} == {"WIESBADEN"}


def test_list_of_several_models_is_served() -> None:
    with tenant_context(OURS):
        rows = [Session.objects.get(), PlanionContainer.objects.get(code="C1")]
        with pytest.raises(ValueError, match="Session has no reference 'city'"):
            prefetch_across(rows, "city")
        assert prefetch_across([], "city") == []


def test_large_key_sets_go_in_chunks() -> None:
    assert keys.KEYS_A_QUERY == 2_000
    with tenant_context(OURS):
        People.objects.bulk_create(People(pid=pid) for pid in range(50, 4_102, 50))
        rows = [SessionPerson(pid=pid) for pid in range(1, 4_102)]
        with queries(**{OURS: 3}):
            prefetch_across(rows, "person")
            found = {row.pid for row in rows if row.person is not None}
        assert found == {1, 2, *range(50, 4_102, 50)}


def test_what_is_at_hand_is_not_asked_for_again() -> None:
    with tenant_context(OURS):
        rows = prefetch_across(SessionPerson.objects.all(), "person")
        with queries():
            prefetch_across(rows, "person")


def test_shared_rows_are_read_from_their_database_outside_all_tenants() -> None:
    rows = PlanionContainer.objects.using(OURS).filter(code="C1").prefetch_across("sponsor_account", "city")
    assert [(row.sponsor_account, row.city.cityid) for row in rows] == [(Accounts.objects.get(), "WIES")]
