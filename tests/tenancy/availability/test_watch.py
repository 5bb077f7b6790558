"""Servers are left when they are gone, hung or late, and used again when they are well."""

import threading
import time
from typing import Any

import pytest
from django.conf import settings as project
from django.db import connections

from poseidon.tenancy.api import tenant_context
from poseidon.tenancy.availability import links, report_lost, unfit_endpoints, watch
from poseidon.tenancy.availability.probe import Fault, Level, probe
from poseidon.tenancy.consistency import reads_scope
from poseidon.tenancy.errors import DatabaseUnavailableError
from poseidon.tenancy.fleet.grants import monitor_statement
from tests.support.fault_proxy import FaultProxy
from tests.tenancy.availability.waiting import until
from tests.tenancy.consistency.estate import ALPHA, REPLICA, Estate, in_thread
from tests.testapp.models import Author

pytestmark = pytest.mark.mysql


def place() -> str | None:
    """The alias that a new request reads from."""
    with tenant_context(ALPHA), reads_scope():
        return Author.objects.get(pk=1)._state.db


def endpoint(estate: Estate) -> str:
    return f"{estate.link.host}:{estate.link.port}"


def test_a_lost_replica_is_left_and_its_watcher_brings_it_back(estate: Estate) -> None:
    assert place() == REPLICA
    estate.link.reset()
    assert place() == ALPHA
    assert endpoint(estate) in unfit_endpoints()
    estate.link.heal()
    until(lambda: place() == REPLICA)
    assert not unfit_endpoints()


def test_no_request_probes_a_server_that_is_left(estate: Estate, settings: Any) -> None:
    settings.TENANCY_PROBE_SECONDS = 60
    estate.link.refuse()
    assert place() == ALPHA
    estate.link.heal()
    before = estate.link.accepted
    assert {place() for _ in range(5)} == {ALPHA}
    assert estate.link.accepted == before


def test_a_replica_whose_replication_has_stopped_is_left_until_it_goes_on(estate: Estate) -> None:
    assert place() == REPLICA
    estate.replica.stop_sql_thread()
    until(lambda: place() == ALPHA)
    assert list(unfit_endpoints().values()) == ["has stopped replicating"]
    estate.replica.start_sql_thread()
    until(lambda: place() == REPLICA)


def test_a_replica_that_is_later_than_allowed_is_left(estate: Estate, settings: Any) -> None:
    settings.TENANCY_MAX_LAG = 0
    assert place() == REPLICA
    estate.replica.delay(60)
    with tenant_context(ALPHA):
        Author.objects.create(name="Ada")
    until(lambda: "behind" in unfit_endpoints().get(endpoint(estate), ""))
    assert place() == ALPHA
    settings.TENANCY_MAX_LAG = 3600
    until(lambda: place() == REPLICA)


@pytest.mark.parametrize("fault", ["frozen", "swallowed"])
def test_a_read_that_waits_for_a_hung_replica_is_answered_by_the_primary(estate: Estate, fault: str) -> None:
    estate.options["read_timeout"] = 600
    assert place() == REPLICA
    if fault == "frozen":
        estate.replica.freeze()
    else:
        estate.link.black_hole()
    until(lambda: place() == ALPHA)  # on the connection of before; a server takes a moment to freeze
    assert in_thread(place).answer() == ALPHA
    estate.replica.thaw()
    estate.link.heal()
    until(lambda: place() == REPLICA)


def test_a_server_that_is_gone_is_not_tried(estate: Estate, settings: Any) -> None:
    settings.TENANCY_PROBE_SECONDS = 60
    report_lost(connections[ALPHA], "is said to be gone")
    with tenant_context(ALPHA), pytest.raises(DatabaseUnavailableError, match=str(estate.primary.port)):
        Author.objects.create(name="Ada")


def test_a_server_that_nobody_asks_for_any_more_is_looked_for_no_longer(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultProxy(estate.primary.host, estate.primary.port) as left:
        estate.places[ALPHA] = (left.host, left.port)
        left.reset()
        report_lost(connections[ALPHA], "is said to be gone")
        with pytest.raises(AssertionError):
            until(lambda: not unfit_endpoints(), patience=0.5)
        monkeypatch.setattr(watch, "FORGOTTEN_AFTER", 0.1)
        until(lambda: not unfit_endpoints())
        until(
            lambda: (
                not any(thread.name == f"watch {left.host}:{left.port}" for thread in threading.enumerate())
            )
        )


def test_a_primary_that_was_gone_is_served_again_without_a_restart(estate: Estate) -> None:
    def write() -> bool:
        try:
            with tenant_context(ALPHA):
                Author.objects.create(name="Ada")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at
            connections[ALPHA].close()
            return "unavailable" in type(error).__name__.lower()
        return False

    estate.primary.kill()
    until(write)
    estate.primary.restart()
    until(lambda: not write())


def test_who_waits_for_a_primary_that_fell_silent_is_told_so(estate: Estate) -> None:
    def wait() -> None:
        with tenant_context(ALPHA), connections[ALPHA].cursor() as cursor:
            cursor.execute("SELECT SLEEP(600)")

    estate.options["read_timeout"] = 900
    waiting = in_thread(wait)
    until(lambda: links.any_open(f"{estate.primary.host}:{estate.primary.port}"))
    estate.primary.freeze()
    with pytest.raises(Exception, match=r"2013|2002|2003"), tenant_context(ALPHA):
        connections[ALPHA].cursor()
    with pytest.raises(Exception, match=r"2013|2006"):
        waiting.answer()


# -- what a probe says


def parameters(estate: Estate, **changed: Any) -> dict[str, Any]:
    server = estate.replica
    given = {"host": server.host, "port": server.port, "user": estate.user, "password": estate.password}
    return {**given, **changed}


def test_a_replica_that_is_level_is_fit(estate: Estate) -> None:
    before = time.time()
    told = probe(parameters(estate), replica=True)
    assert isinstance(told, Level)
    assert before - 2 < told.level <= time.time()


def test_a_server_that_is_nobody_s_replica_is_fit(estate: Estate) -> None:
    assert probe(parameters(estate, port=estate.primary.port), replica=True) is None


@pytest.mark.parametrize("granted", [False, True])
def test_with_the_privilege_that_is_granted_a_replica_tells_that_it_stands(
    estate: Estate, granted: bool
) -> None:
    estate.primary.execute("CREATE OR REPLACE USER guest@'%' IDENTIFIED BY 'guest'")
    if granted:
        estate.primary.execute(monitor_statement("guest", "%", heartbeat=""))
    estate.shard.catch_up()
    estate.replica.stop_sql_thread()
    fault = probe(parameters(estate, user="guest", password="guest"), replica=True)
    assert fault == (Fault("has stopped replicating", gone=False, late=True) if granted else None)


def test_a_watcher_has_a_user_of_its_own_where_the_tenant_s_may_not_ask(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate.primary.execute("CREATE OR REPLACE USER guest@'%' IDENTIFIED BY 'guest'")
    estate.primary.execute("GRANT SELECT ON alpha.* TO guest@'%'")
    estate.shard.catch_up()
    watcher, estate.user, estate.password = (estate.user, estate.password), "guest", "guest"
    assert place() == REPLICA
    estate.replica.stop_sql_thread()
    with pytest.raises(AssertionError):
        until(unfit_endpoints, patience=0.5)
    named = {"USER": watcher[0], "PASSWORD": watcher[1]}
    monkeypatch.setattr(project.DATABASES, "_watcher", lambda: named)
    until(unfit_endpoints)
    assert place() == ALPHA


def test_a_server_that_denies_access_lives(estate: Estate) -> None:
    assert probe(parameters(estate, password="old"), replica=True) is None


def test_a_server_that_refuses_or_says_nothing_is_gone(estate: Estate) -> None:
    estate.link.refuse()
    refused = probe(parameters(estate, port=estate.link.port), replica=True)
    assert isinstance(refused, Fault)
    assert refused.gone
    estate.link.black_hole()
    silent = probe(parameters(estate, port=estate.link.port), replica=True)
    assert isinstance(silent, Fault)
    assert silent.gone


def test_a_replica_that_stands_is_not_gone(estate: Estate) -> None:
    estate.replica.stop_io_thread()
    fault = probe(parameters(estate), replica=True)
    estate.replica.start_io_thread()
    assert isinstance(fault, Fault)
    assert fault == Fault("has stopped replicating", gone=False, late=True)
