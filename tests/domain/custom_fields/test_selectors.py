"""Reads of custom fields."""

from collections.abc import Iterator
from typing import Any

import pytest

from poseidon.domain.custom_fields.selectors import answers_of, fields_for, values_of
from poseidon.models import CstmFlds
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])

PERSON = CstmFlds.Entity.PERSON


@pytest.fixture(autouse=True)
def _inside() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def test_answers_stand_in_the_order_of_their_fields() -> None:
    for order in (2, None, 1):
        factories.CstmValsFactory(row_key="1", field__order=order, value=f"v{order}")
    assert [answer.value for answer in answers_of(PERSON, "1")] == ["v1", "v2", "vNone"]


@pytest.mark.parametrize(("active", "shown"), [(True, 1), (None, 1), (False, 0)])
def test_only_fields_that_were_switched_off_are_left_out(active: bool | None, shown: int) -> None:
    factories.CstmValsFactory(row_key="1", field__active=active)
    assert len(answers_of(PERSON, "1")) == shown


def test_answers_of_other_rows_and_entities_are_left_out() -> None:
    factories.CstmValsFactory(row_key="11")
    factories.CstmValsFactory(row_key="1", field__entity="abstract")
    factories.CstmValsFactory(row_key="1", field=None, field_id=987654)
    assert answers_of(PERSON, "1") == []


def test_fields_of_a_conference_come_with_those_of_every_one() -> None:
    everywhere = factories.CstmFldsFactory(order=2, conference_code=None)
    first = factories.CstmFldsFactory(order=1, conference_code="")
    here = factories.CstmFldsFactory(order=0, conference_code="38c3")
    factories.CstmFldsFactory(conference_code="OTHER")
    factories.CstmFldsFactory(entity="session")
    off = factories.CstmFldsFactory(active=False)
    unsaid = factories.CstmFldsFactory(active=None)
    assert fields_for(PERSON) == [first, everywhere, unsaid]
    assert set(fields_for(PERSON, "38C3")) == {first, everywhere, unsaid, here}
    assert set(fields_for(PERSON, active=False)) == {first, everywhere, unsaid, off}


def test_values_of_many_rows_take_one_query(assert_queries: Any) -> None:
    people = [factories.PeopleFactory() for _ in range(3)]
    field, other = factories.CstmFldsFactory(), factories.CstmFldsFactory(entity="session")
    key = str(people[0].pid)
    for value in ("older", "newer"):
        factories.CstmValsFactory(field=field, row_key=key, value=value)
    factories.CstmValsFactory(field=field, row_key=str(people[1].pid), value="")
    factories.CstmValsFactory(field=other, row_key=key, value="of session")
    with assert_queries(TESTCLIENT_RO=1):
        found = values_of(people)
    assert found == {key: {field.pk: "newer"}, str(people[1].pid): {}, str(people[2].pid): {}}
    with assert_queries():
        assert values_of([]) == {}
