"""Ten threads go from tenant to tenant, soiling every session on purpose: nobody finds what is not theirs."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError

from poseidon.tenancy.backends.mysql.base import DatabaseWrapper
from poseidon.tenancy.backends.mysql.pool import close_pools
from tests.support.servers import MariaDB
from tests.tenancy.backends.conftest import ask, run, settings_for

THREADS, SWITCHES = 10, 200
SEEN = "SELECT BINARY CONCAT_WS('|', (SELECT name FROM whoami), @owner, @@in_transaction)"
CONNECTIONS = "SELECT COUNT(*) FROM information_schema.processlist WHERE db <> ''"
SOILING = (
    "SET @owner = %r",
    "SET SESSION sql_mode = ''",
    "CREATE TEMPORARY TABLE IF NOT EXISTS mine (x int)",
    "SELECT GET_LOCK(%r, 0)",
    "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "START TRANSACTION",
)


def wander(server: MariaDB, reset: str, seed: int, found: list[str]) -> None:
    """200 switches between three tenants on four shared connections; what is wrong is noted in `found`."""
    chance = random.Random(seed)
    pool = {"size": 4, "max_overflow": 2, "wait": 60.0, "reset": reset}
    wrappers = [DatabaseWrapper(settings_for(server, s, pool), s.upper()) for s in ("alpha", "beta", "gamma")]
    for turn in range(SWITCHES):
        wrapper = chance.choice(wrappers)
        seen = bytes(ask(wrapper, SEEN)).decode()
        if seen != f"{wrapper.alias.lower()}|0":
            found.append(f"turn {turn}: {wrapper.alias} saw {seen}")
        if ask(wrapper, "SELECT @@session.tx_isolation") != "READ-COMMITTED":
            found.append(f"turn {turn}: isolation level")
        try:
            ask(wrapper, "SELECT COUNT(*) FROM mine")
            found.append(f"turn {turn}: temporary table")
        except Exception as error:  # noqa: BLE001 - the table must not exist
            if "doesn't exist" not in str(error):
                found.append(f"turn {turn}: {error}")
        soil = chance.choice(SOILING)
        run(wrapper, soil % f"{wrapper.alias}-{seed}" if "%r" in soil else soil)
        wrapper.close()


@pytest.mark.slow
@pytest.mark.parametrize("reset", ["change_user", "select_db"])
def test_ten_threads_two_hundred_switches_leak_nothing(server: MariaDB, reset: str) -> None:
    found: list[str] = []
    most = 0
    with ThreadPoolExecutor(THREADS) as executor:
        wanderers = [executor.submit(wander, server, reset, seed, found) for seed in range(THREADS)]
        while not all(wanderer.done() for wanderer in wanderers):
            time.sleep(0.1)
            most = max(most, server.execute(CONNECTIONS)[0][0])
        for wanderer in wanderers:
            wanderer.result()
    close_pools()
    assert found == []
    assert 1 < most <= 6


def test_threads_beyond_the_cap_wait_their_turn(server: MariaDB) -> None:
    failures: list[BaseException] = []

    def use() -> None:
        wrapper = DatabaseWrapper(
            settings_for(server, "alpha", {"size": 2, "max_overflow": 0, "wait": 30.0}), "ALPHA"
        )
        try:
            for _ in range(20):
                ask(wrapper, "SELECT name FROM whoami")
                wrapper.close()
        except OperationalError as error:
            failures.append(error)

    threads = [threading.Thread(target=use) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    close_pools()
    assert failures == []
