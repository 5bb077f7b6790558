"""What is told of a tenant whose servers are late, silent or gone."""

import pytest

from poseidon.tenancy.availability import watch
from poseidon.tenancy.health import tenant_health
from tests.tenancy.consistency.estate import ALPHA, BETA, SETTLED, Estate

pytestmark = pytest.mark.mysql


def told(tenant: str) -> dict[str, tuple[bool, str]]:
    watch.forget_everything()  # what was found is asked anew
    return {one.name: (one.ok, one.told) for one in tenant_health(tenant)}


def test_level_replica_tells_its_lag(estate: Estate) -> None:
    estate.shard.catch_up(SETTLED)
    [replica] = [one for one in tenant_health(ALPHA) if one.name == "replica"]
    assert replica.ok
    assert replica.lag is not None
    assert replica.lag < 5


def test_what_is_missing_in_the_tenant_s_database_is_told(estate: Estate) -> None:
    found = told(ALPHA)
    assert found["migrations"] == (False, "none was ever applied")
    assert found["legacy tables"][1].startswith("missing: abstract, abstractauthors")
    assert found["legacy tables"][1].endswith("more")


def test_replica_that_stopped_is_amiss_and_the_primary_is_not(estate: Estate) -> None:
    estate.replica.execute("STOP SLAVE")
    try:
        found = told(ALPHA)
    finally:
        estate.replica.execute("START SLAVE")
    assert found["primary"][0]
    assert not found["replica"][0]
    assert "stopped" in found["replica"][1]


def test_replica_that_is_silent_is_amiss(estate: Estate) -> None:
    estate.link.black_hole()
    assert not told(ALPHA)["replica"][0]


def test_primary_that_is_gone_is_told_and_the_rest_is_not_asked(estate: Estate) -> None:
    estate.primary.kill()
    found = told(ALPHA)
    assert not found["primary"][0]
    assert "(20" in found["primary"][1]
    assert set(found) == {"primary", "replica"}


def test_missing_schema_and_refused_password_are_told_apart(estate: Estate) -> None:
    estate.places["GAMMA"] = estate.places["GAMMA_RO"] = estate.places[ALPHA]
    from django.conf import settings

    settings.DATABASES.tenants = lambda: frozenset((ALPHA, BETA, "GAMMA"))
    assert told("GAMMA")["primary"] == (False, "has no such schema")
    estate.password = "wrong"
    assert told(ALPHA)["primary"] == (False, "denies access")
