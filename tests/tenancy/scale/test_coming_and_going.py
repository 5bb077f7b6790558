"""Tenants are added and removed while the platform serves."""

import logging
import random
import threading
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished
from django.db import connections, transaction
from django.utils.connection import ConnectionDoesNotExist

from poseidon.commons.config import ParameterConfig
from poseidon.commons.config.ssm import ParameterStore
from poseidon.tenancy import connections as engine
from poseidon.tenancy.api import UnknownTenantError, tenant_atomic, tenant_context
from tests.commons.conftest import Clock
from tests.support.ssm import PREFIX, SsmServer
from tests.tenancy.scale.conftest import LIST, NAMES, Estate, Visit, wrappers
from tests.testapp.models import Author

THREADS, CHANGES = 8, 120
pytestmark = [pytest.mark.mysql, pytest.mark.django_db(transaction=True, databases=["default", "accounts"])]


def test_added_tenant_is_served_without_a_restart(estate: Estate, visit: Visit) -> None:
    estate.serve("T00")
    assert visit("T01").status == 404
    estate.serve("T00", "T01")
    assert visit("T01") == (200, "T01")
    assert visit("t01").status == 302


def test_removed_tenant_is_served_no_more(estate: Estate, visit: Visit) -> None:
    estate.serve("T00", "T01")
    assert visit("T01") == (200, "T01")
    estate.serve("T00")
    assert visit("T01").status == 404
    assert visit("T00") == (200, "T00")


def test_tenant_without_an_account_is_not_served(estate: Estate, visit: Visit) -> None:
    estate.serve("T00", "NOACCOUNT")
    assert visit("NOACCOUNT").status == 404
    assert "NOACCOUNT" not in estate.built


@pytest.fixture(scope="module")
def ssm_server() -> Iterator[SsmServer]:
    server = SsmServer()
    yield server
    server.stop()


def test_parameter_store_is_followed_within_its_time_to_live(
    estate: Estate, visit: Visit, ssm_server: SsmServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ssm_server.environment().items():
        monkeypatch.setenv(name, value)
    clock = Clock()
    estate.config = ParameterConfig(
        environ={"POSEIDON_SSM_PREFIX": PREFIX}, store=ParameterStore(), clock=clock
    )
    ssm_server.put(LIST, "T00")
    assert visit("T01").status == 404
    ssm_server.put(LIST, "T00,T01")
    assert visit("T01").status == 404
    clock.advance(331)  # five minutes, and the jitter
    assert visit("T01") == (200, "T01")
    assert visit("T00") == (200, "T00")
    assert len(ssm_server.calls) == 2


@pytest.fixture
def kept_connections(estate: Estate) -> None:
    """Without sharing, each alias keeps a connection of its own after the request."""
    estate.database = {"CONN_MAX_AGE": None, "OPTIONS": {"charset": "utf8mb4"}}


@pytest.mark.usefixtures("kept_connections")
@pytest.mark.parametrize("guarded", [False, True])
def test_connections_of_a_removed_tenant_are_closed(estate: Estate, visit: Visit, guarded: bool) -> None:
    estate.serve("T00", "T01")
    assert (visit("T00").status, visit("T01").status) == (200, 200)
    assert estate.connections_to("t01") == 1
    estate.serve("T00")
    if not guarded:
        request_finished.disconnect(engine._drop_removed)
    try:
        visit("T00")
    finally:
        request_finished.connect(engine._drop_removed)
    assert estate.connections_to("t01") == (0 if guarded else 1)
    assert ("T01" in wrappers()) is not guarded
    assert estate.connections_to("t00") == 1


@pytest.mark.usefixtures("kept_connections")
def test_tenant_that_comes_back_gets_a_new_wrapper(estate: Estate, visit: Visit) -> None:
    estate.serve("T00", "T01")
    visit("T01")
    before = wrappers()["T01"]
    estate.serve("T00")
    visit("T00")
    estate.serve("T00", "T01")
    assert visit("T01") == (200, "T01")
    assert wrappers()["T01"] is not before


def test_open_transaction_outlives_the_removal_of_its_tenant(estate: Estate, visit: Visit) -> None:
    estate.serve("T00", "T01")
    with transaction.atomic(using="T01"):
        connections["T01"].cursor().execute("SELECT 1")
        estate.serve("T00")
        visit("T00")
        assert "T01" in wrappers()
    estate.serve("T00", "T02")
    visit("T00")
    assert "T01" not in wrappers()


class _Traffic:
    """What several threads see while they ask for tenants at random."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.stop = visit, threading.Event()
        self.served = self.missed = 0
        self.wrong: list[str] = []

    def drive(self, seed: int) -> None:
        chance = random.Random(seed)
        while not self.stop.is_set():
            tenant = chance.choice(NAMES)
            try:
                status, body = self.visit(tenant)
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not be
                self.wrong.append(f"{tenant}: {error!r}")
                continue
            self.note(tenant, status, body)
        connections.close_all()

    def note(self, tenant: str, status: int, body: str) -> None:
        if (status, body) == (200, tenant):
            self.served += 1
        elif status == 404:
            self.missed += 1
        else:
            self.wrong.append(f"{tenant}: {status} {body[:200]!r}")


@pytest.mark.slow
def test_eight_threads_serve_while_tenants_come_and_go(
    estate: Estate, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    traffic = _Traffic(visit)
    threads = [threading.Thread(target=traffic.drive, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    chance = random.Random(0)
    served = set(NAMES)
    most = changes = 0
    while changes < CHANGES or (traffic.served <= CHANGES and not traffic.wrong):
        served ^= {chance.choice(NAMES)}
        estate.serve(*served)
        most, changes = max(most, estate.connections_now()), changes + 1
    traffic.stop.set()
    for thread in threads:
        thread.join(60)
    assert traffic.wrong == []
    assert [record.getMessage() for record in caplog.records] == []
    assert traffic.missed > 0
    assert 1 < most <= 8


def test_work_that_began_while_its_tenant_was_served_ends_well(estate: Estate) -> None:
    estate.serve("T00", "T01")
    with tenant_context("T01"):
        estate.serve("T00")
        assert [author.name for author in Author.objects.all()] == ["T01"]
        with tenant_context("T01"), tenant_atomic():
            assert Author.objects.get(pk=1).name == "T01"
        with pytest.raises(UnknownTenantError):
            tenant_context("T02")
    with pytest.raises(UnknownTenantError):
        tenant_context("T01")


def test_nobody_else_reaches_a_tenant_that_was_removed(estate: Estate) -> None:
    estate.serve("T00", "T01")
    with tenant_context("T01"):
        estate.serve("T00")
        with tenant_context("T00"), pytest.raises(ConnectionDoesNotExist, match="T01"):
            connections["T01"]
    with pytest.raises(ConnectionDoesNotExist, match="T01"):
        connections["T01"]
