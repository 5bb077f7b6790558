"""One query for several selections, each with an order and a limit of its own."""

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from poseidon.commons.read_together import read_together
from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "OTHERCLIENT"])

NAMES = ("Berg", "Ahl", "Dahl", "Carr")


@pytest.fixture(autouse=True)
def people() -> None:
    for tenant in ("TESTCLIENT", "OTHERCLIENT"):
        with tenant_context(tenant):
            for pid, name in enumerate(NAMES, 1):
                factories.PeopleFactory(pid=pid, last_name=name, organisation=tenant)


def read(*parts: tuple[Q, str], most: int = 2) -> list[list[str]]:
    with tenant_context("TESTCLIENT"):
        selected = [People.objects.filter(found).order_by(order) for found, order in parts]
        read = read_together(*selected, most=most, order=("last_name",))
        assert {person.organisation for part in read for person in part} <= {"TESTCLIENT"}
        return [[person.last_name for person in part] for part in read]


def test_each_part_has_its_first_rows_and_one_order(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1, using="TESTCLIENT"):
        assert read((Q(), "pid"), (Q(), "-pid"), (Q(pid__gt=1), "last_name")) == [
            ["Ahl", "Berg"],
            ["Carr", "Dahl"],
            ["Ahl", "Carr"],
        ]


def test_part_that_finds_nothing_keeps_its_place() -> None:
    nobody = Q(last_name="Nobody")
    assert read((nobody, "pid"), (Q(pid=3), "pid")) == [[], ["Dahl"]]
    assert read((Q(pid=3), "pid"), (nobody, "pid")) == [["Dahl"], []]


def test_part_that_cannot_find_anything_is_not_asked() -> None:
    nobody = Q(pk__in=())
    assert read((nobody, "pid"), (Q(pid=3), "pid"), (nobody, "-pid")) == [[], ["Dahl"], []]
    assert read((nobody, "pid"), (nobody, "-pid")) == [[], []]


def test_columns_left_out_stay_out() -> None:
    with tenant_context("TESTCLIENT"):
        rows = People.objects.defer("biography")
        (part, _) = read_together(rows.filter(pid=1), rows.filter(pid=2), most=1, order=("pid",))
    assert part[0].get_deferred_fields() == {"biography"}
