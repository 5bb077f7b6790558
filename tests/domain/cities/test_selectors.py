"""Reads of cities."""

import pytest

from poseidon.domain.cities.selectors import cities_by_id
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])


def test_ids_that_are_blank_lost_or_beyond_the_column_are_left_out() -> None:
    with tenant_context("TESTCLIENT"):
        factories.CityFactory(cityid="HAM", name="Hamburg")
        found = cities_by_id(["HAM", "HAM ", None, " ", "GONE", "日本"])
    assert {key: city.name for key, city in found.items()} == {"HAM": "Hamburg"}
