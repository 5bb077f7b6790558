"""How many rows refer."""

import pytest

from poseidon.models import Accounts, City, People, PlanionContainer, SessionPerson
from poseidon.tenancy.api import CrossTenantError, NoTenantError, reverse_counts, tenant_context
from tests.tenancy.names import OTHER, OURS
from tests.tenancy.references.conftest import DATABASES, queries

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("programme")]
ROLES = "poseidon.SessionPerson.person"


@pytest.mark.parametrize("number", [1, 3, 50])
def test_one_query_counts_for_all_rows(number: int) -> None:
    with tenant_context(OURS):
        people = People.objects.bulk_create(People(pid=10 + index) for index in range(number))
        SessionPerson.objects.bulk_create(SessionPerson(pid=10) for _ in range(4))
        with queries(**{OURS: 1}):
            counts = reverse_counts(people, ROLES)
        assert counts == {10: 4, **{11 + index: 0 for index in range(number - 1)}}


def test_counts_are_those_of_the_rows_own_tenant() -> None:
    with tenant_context(OURS):
        people = list(People.objects.filter(pid=1))
        SessionPerson.objects.create(pid=1)
    with tenant_context(OTHER):
        assert reverse_counts(people, ROLES) == {1: 2}


def test_text_keys_count_whatever_their_case_and_trailing_blanks() -> None:
    with tenant_context(OURS):
        for code, sponsor in (("A", "wiesbaden"), ("B", "Wiesbaden  "), ("C", "ELSEWHERE")):
            PlanionContainer.objects.create(code=code, sponsor=sponsor)
        accounts = list(Accounts.objects.all())
        with queries(**{OURS: 1}):
            assert reverse_counts(accounts, "poseidon.PlanionContainer.sponsor_account") == {"WIESBADEN": 3}


def test_shared_rows_are_counted_in_the_tenant_in_context_only() -> None:
    with pytest.raises(NoTenantError):
        reverse_counts(Accounts.objects.all(), "poseidon.PlanionContainer.sponsor_account")


def test_rows_of_two_tenants_are_refused() -> None:
    rows = []
    for tenant in (OURS, OTHER):
        with tenant_context(tenant):
            rows += People.objects.filter(pid=1)
    with pytest.raises(CrossTenantError):
        reverse_counts(rows, ROLES)


def test_reference_to_another_model_is_refused() -> None:
    with tenant_context(OURS):
        with pytest.raises(TypeError, match="refers to People, not to City"):
            reverse_counts(City.objects.all(), ROLES)
        with pytest.raises(TypeError, match="refers to People, not to City"):
            City.objects.with_reference_counts(roles=ROLES)
        with pytest.raises(LookupError, match="SessionPerson has no reference 'role'; it has: person"):
            People.objects.with_reference_counts(roles="poseidon.SessionPerson.role")


def test_no_rows_need_no_query() -> None:
    with queries():
        assert reverse_counts([], ROLES) == {}


def test_queryset_puts_the_count_on_each_row() -> None:
    with tenant_context(OURS):
        SessionPerson.objects.create(pid=2)
        people = People.objects.with_reference_counts(
            roles=ROLES, presented="poseidon.Abstract.presenter"
        ).order_by("pid")
    with tenant_context(OTHER), queries(**{OURS: 3}):
        assert [(row.roles, row.presented) for row in people] == [(1, 0), (2, 0)]
    with tenant_context(OURS):
        assert [row.roles for row in people.iterator(chunk_size=1)] == [1, 2]
        assert people.filter(pid=2).get().roles == 2
        with pytest.raises(TypeError, match="plain values"):
            people.values("pid")
