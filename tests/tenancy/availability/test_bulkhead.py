"""No tenant and no server takes every thread: beyond the limit the next request is refused at once."""

import threading
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client

from poseidon.tenancy.bulkhead import place_for, running
from poseidon.tenancy.errors import TooBusyError
from tests.tenancy.consistency.estate import ALPHA, BETA, Estate, in_thread

pytestmark = pytest.mark.mysql


def test_beyond_the_tenant_s_limit_the_next_is_refused_and_other_tenants_are_not(
    estate: Estate, settings: Any
) -> None:
    settings.TENANCY_REQUESTS_PER_TENANT = 2
    with place_for(ALPHA), place_for(ALPHA):
        with pytest.raises(TooBusyError, match="2 requests for tenant ALPHA"), place_for(ALPHA):
            pass
        with place_for(BETA):
            assert running() == {("tenant", ALPHA): 2, ("tenant", BETA): 1}
    with place_for(ALPHA):
        assert running() == {("tenant", ALPHA): 1}
    assert running() == {}


def test_beyond_the_server_s_limit_all_its_tenants_are_refused(estate: Estate, settings: Any) -> None:
    settings.TENANCY_REQUESTS_PER_SERVER = 1
    with place_for(ALPHA):
        with pytest.raises(TooBusyError, match=str(estate.primary.port)), place_for(BETA):
            pass
        estate.places[BETA] = (estate.replica.host, estate.replica.port)  # on another server
        assert in_thread(lambda: _entered(BETA)).answer()
    with place_for(BETA):
        pass


def _entered(tenant: str) -> bool:
    with place_for(tenant):
        return True


def test_who_is_refused_by_one_limit_holds_no_place_of_the_other(estate: Estate, settings: Any) -> None:
    settings.TENANCY_REQUESTS_PER_TENANT, settings.TENANCY_REQUESTS_PER_SERVER = 5, 1
    with ExitStack() as stack:
        stack.enter_context(place_for(ALPHA))
        with pytest.raises(TooBusyError):
            stack.enter_context(place_for(BETA))
        assert ("tenant", BETA) not in running()
    assert running() == {}


def test_without_limits_nothing_is_counted(estate: Estate) -> None:
    with place_for(ALPHA):
        assert running() == {}


def test_a_slow_tenant_s_next_request_is_refused_while_others_are_served(
    client: Client, estate: Estate, settings: Any
) -> None:
    settings.TENANCY_REQUESTS_PER_TENANT = 1
    estate.options["read_timeout"] = 60
    arrived = threading.Event()

    def slow() -> int:
        with place_for(ALPHA):
            arrived.set()
            finish.wait(20)
        return 200

    finish = threading.Event()
    slowly = in_thread(slow)
    arrived.wait(20)
    refused = client.get(f"/{ALPHA}/read/")
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert client.get(f"/{BETA}/read/").status_code == 200
    finish.set()
    assert slowly.answer() == 200
    assert client.get(f"/{ALPHA}/read/").status_code == 200
