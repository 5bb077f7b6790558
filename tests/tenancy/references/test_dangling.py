"""Rows whose reference points nowhere."""

import tracemalloc

import pytest

from poseidon.models import Accounts, PlanionContainer, Registration, Session, SessionPerson
from poseidon.tenancy.api import NoTenantError, current_tenant, dangling, tenant_context
from tests.tenancy.names import OTHER, OURS
from tests.tenancy.references.conftest import DATABASES, queries

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("programme")]


def test_numbers_that_point_nowhere_are_found_by_one_query() -> None:
    with tenant_context(OURS):
        SessionPerson.objects.create(id=10, pid=77)
        SessionPerson.objects.create(id=11, pid=None)
        with queries(**{OURS: 1}):
            assert [row.id for row in dangling(SessionPerson, "person")] == [10]


def test_text_that_points_nowhere_is_found_across_character_sets() -> None:
    """`sessn.cfcnf` is utf8mb4 and `confrnce.cfcnf` utf8mb3, and cities are latin1."""
    with tenant_context(OURS):
        for number, code in enumerate(("c1", "C1  ", "GONE", "", "  ", None), start=20):
            Session.objects.create(id=number, conference_code=code)
        assert [row.id for row in dangling(Session, "conference")] == [22]
        PlanionContainer.objects.create(code="C3", cityid="NOCITY")
        PlanionContainer.objects.create(code="C4", cityid="wies ")
        assert [row.code for row in dangling(PlanionContainer, "city")] == ["C3"]
        Registration.objects.create(id=1, conference_code="GONE")
        assert [row.id for row in dangling(Registration, "conference")] == [1]


def test_keys_of_another_database_are_looked_up_chunk_by_chunk() -> None:
    with tenant_context(OURS):
        Accounts.objects.create(acronym="SECOND")
        sponsors = ("second", "Second ", "GONE", "", "   ", None, "GONE TOO")
        for number, sponsor in enumerate(sponsors):
            PlanionContainer.objects.create(code=f"S{number}", sponsor=sponsor)
        for size, here, there in ((2000, 1, 1), (2, 3, 3)):
            with queries(**{OURS: here, "accounts": there}):
                found = dangling(PlanionContainer, "sponsor_account", chunk_size=size)
                assert [row.code for row in found] == ["S2", "S6"]


def test_only_the_tenant_in_context_is_read() -> None:
    with tenant_context(OTHER):
        SessionPerson.objects.create(id=10, pid=77)
    with tenant_context(OURS):
        assert list(dangling(SessionPerson, "person")) == []
        ours = dangling(SessionPerson, "person")
        SessionPerson.objects.create(id=11, pid=78)
    with tenant_context(OTHER):
        for row in ours:
            assert (row.id, current_tenant()) == (11, OTHER)


def test_outside_all_tenants_it_is_refused() -> None:
    with pytest.raises(NoTenantError):
        list(dangling(SessionPerson, "person"))


def test_unknown_reference_is_refused() -> None:
    with pytest.raises(LookupError, match="it has: person"):
        dangling(SessionPerson, "persn")


@pytest.mark.parametrize(
    ("model", "name"), [(SessionPerson, "person"), (PlanionContainer, "sponsor_account")]
)
def test_memory_does_not_grow_with_the_number_of_rows(model: type, name: str) -> None:
    def peak(rows: int) -> int:
        model.objects.all().delete()  # type: ignore[attr-defined]
        if model is SessionPerson:
            SessionPerson.objects.bulk_create((SessionPerson(pid=1000 + i) for i in range(rows)), 500)
        else:
            PlanionContainer.objects.bulk_create(
                (PlanionContainer(code=f"X{i}", sponsor=f"GONE{i}") for i in range(rows)), 500
            )
        tracemalloc.start()
        assert sum(1 for _ in dangling(model, name, chunk_size=100)) == rows
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    with tenant_context(OURS):
        peak(200)
        assert peak(2_000) < 2 * peak(400)
