"""Reads of custom fields."""

from collections.abc import Iterator

import pytest

from poseidon.domain.custom_fields.selectors import answers_of
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
