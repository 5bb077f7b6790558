"""The ORM's verbs in two tenants, in any order, from anywhere: each tenant holds exactly its own rows.

`--hypothesis-profile=thorough` looks longer: 2,000 runs of 60 steps.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.tenancy.machine.querysets import QuerySets
from tests.tenancy.machine.relations import Relations
from tests.tenancy.machine.rows import Rows
from tests.tenancy.names import TENANT_DATABASES

settings.register_profile("thorough", max_examples=2000, stateful_step_count=60)


class TwoTenants(Rows, Relations, QuerySets):
    """All kinds of steps together."""


@pytest.mark.slow
@pytest.mark.django_db(databases=TENANT_DATABASES)
def test_each_tenant_holds_exactly_its_own_rows_whatever_is_done_from_wherever() -> None:
    bounds = settings(max_examples=30, stateful_step_count=30)
    if settings.get_current_profile_name() == "thorough":
        bounds = settings()
    run_state_machine_as_test(
        TwoTenants, settings=settings(bounds, deadline=None, suppress_health_check=list(HealthCheck))
    )
