"""One pool a server and process: its cap, its health, its errors."""

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError, transaction

from poseidon.tenancy.backends.mysql import pool
from poseidon.tenancy.backends.mysql.options import read_pool_options
from poseidon.tenancy.backends.mysql.pool import open_connections
from poseidon.tenancy.errors import ConnectionBudgetError
from tests.support.servers import MariaDB
from tests.tenancy.backends.conftest import Wrap, ask, run


def connection_id(wrapper: Any) -> int:
    number = ask(wrapper, "SELECT CONNECTION_ID()")
    wrapper.close()
    return int(number)


def test_tenants_share_one_connection(wrap: Wrap) -> None:
    first, second = wrap("alpha"), wrap("beta")
    assert connection_id(first) == connection_id(second)


def test_each_alias_reads_its_own_schema(wrap: Wrap) -> None:
    wrappers = [wrap("alpha"), wrap("beta"), wrap("gamma")]
    for wrapper in wrappers * 3:
        assert ask(wrapper, "SELECT name FROM whoami") == wrapper.alias.lower()
        wrapper.close()


def test_idle_connection_that_stands_on_the_tenant_is_preferred(wrap: Wrap) -> None:
    first, second = wrap("alpha", size=2), wrap("beta", size=2)
    on_alpha, on_beta = ask(first, "SELECT CONNECTION_ID()"), ask(second, "SELECT CONNECTION_ID()")
    first.close()
    second.close()
    assert connection_id(first) == on_alpha
    assert connection_id(second) == on_beta
    assert connection_id(first) == on_alpha


def test_returning_to_the_same_tenant_asks_the_server_nothing(wrap: Wrap, server: MariaDB) -> None:
    wrapper = wrap("alpha")
    ask(wrapper, "SELECT 1")
    before = int(ask(wrapper, "SHOW SESSION STATUS LIKE 'Questions'") and _questions(wrapper))
    wrapper.close()
    assert _questions(wrapper) == before + 1


def _questions(wrapper: Any) -> int:
    with wrapper.cursor() as cursor:
        cursor.execute("SHOW SESSION STATUS LIKE 'Questions'")
        return int(cursor.fetchone()[1])


def test_connection_in_use_is_never_handed_out_again(wrap: Wrap) -> None:
    first, second = wrap("alpha", max_overflow=1), wrap("beta", max_overflow=1)
    held = ask(first, "SELECT CONNECTION_ID()")
    assert ask(second, "SELECT CONNECTION_ID()") != held
    assert ask(first, "SELECT CONNECTION_ID()") == held


def test_over_the_cap_an_error_tells_the_budget(wrap: Wrap, server: MariaDB) -> None:
    first, second = wrap("alpha", max_overflow=0), wrap("beta", max_overflow=0)
    ask(first, "SELECT 1")
    with pytest.raises(ConnectionBudgetError) as caught:
        ask(second, "SELECT 1")
    message = str(caught.value)
    for told in ("All 1 connections", f"127.0.0.1:{server.port}", "pool size 1", "'beta'", "0.2 s"):
        assert told in message
    assert isinstance(caught.value, OperationalError)


def test_waiter_gets_what_another_thread_gives_back(wrap: Wrap) -> None:
    first, second = wrap("alpha", wait=10.0), wrap("beta", wait=10.0)
    second.inc_thread_sharing()
    ask(first, "SELECT 1")
    answers: list[Any] = []
    waiter = threading.Thread(target=lambda: answers.append(ask(second, "SELECT name FROM whoami")))
    waiter.start()
    assert not answers
    first.close()
    waiter.join(10)
    assert answers == ["beta"]


@pytest.mark.parametrize(("linger", "kept"), [(0.0, 1), (60.0, 3)])
def test_overflow_is_closed_after_it_lingered(wrap: Wrap, linger: float, kept: int) -> None:
    wrappers = [wrap(schema, max_overflow=2, linger=linger) for schema in ("alpha", "beta", "gamma")]
    for wrapper in wrappers:
        ask(wrapper, "SELECT 1")
    assert sum(open_connections().values()) == 3
    for wrapper in wrappers:
        wrapper.close()
    assert sum(open_connections().values()) == kept


def test_killed_idle_connection_is_replaced_unnoticed(wrap: Wrap, server: MariaDB) -> None:
    first, second = wrap("alpha"), wrap("beta")
    dead = connection_id(first)
    server.execute(f"KILL {dead}")
    assert ask(second, "SELECT name FROM whoami") == "beta"
    assert connection_id(second) != dead


def test_connection_past_its_age_is_replaced(wrap: Wrap) -> None:
    wrapper = wrap("alpha", recycle=0.001)
    before = connection_id(wrapper)
    assert connection_id(wrapper) != before
    assert sum(open_connections().values()) == 0


def test_missing_schema_costs_no_healthy_connection(wrap: Wrap) -> None:
    good, bad = wrap("alpha"), wrap("nowhere")
    before = connection_id(good)
    for _ in range(3):
        with pytest.raises(OperationalError, match="1049"):
            ask(bad, "SELECT 1")
    assert connection_id(good) == before or sum(open_connections().values()) <= 1
    assert ask(good, "SELECT name FROM whoami") == "alpha"


def test_server_that_is_down_leaks_no_place(wrap: Wrap) -> None:
    down = wrap("alpha", changed={"PORT": "1"})
    for _ in range(5):
        with pytest.raises(OperationalError, match=r"200[23]"):
            ask(down, "SELECT 1")
    assert set(open_connections().values()) <= {0}


def test_failed_statement_does_not_poison_the_connection(wrap: Wrap) -> None:
    first, second = wrap("alpha"), wrap("beta")
    with pytest.raises(Exception, match="doesn't exist"):
        ask(first, "SELECT * FROM nothing_here")
    first.close_if_unusable_or_obsolete()
    assert ask(second, "SELECT name FROM whoami") == "beta"


def test_connection_closed_inside_a_transaction_is_thrown_away(wrap: Wrap, server: MariaDB) -> None:
    wrapper = wrap("alpha")
    wrapper.set_autocommit(False)
    run(wrapper, "INSERT INTO whoami VALUES ('half')")
    wrapper.in_atomic_block = True
    wrapper.close()
    wrapper.in_atomic_block = False
    assert server.execute("SELECT COUNT(*) FROM alpha.whoami WHERE name = 'half'")[0][0] == 0
    assert sum(open_connections().values()) == 0


def test_forgotten_wrapper_gives_its_place_back(wrap: Wrap) -> None:
    from poseidon.tenancy.backends.mysql.base import DatabaseWrapper

    kept = wrap("alpha")
    forgotten = DatabaseWrapper(kept.settings_dict, "ALPHA")
    ask(forgotten, "SELECT 1")
    forgotten.__del__()
    assert ask(kept, "SELECT name FROM whoami") == "alpha"


def test_child_process_opens_its_own(wrap: Wrap) -> None:
    wrapper = wrap("alpha")
    parents = connection_id(wrapper)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - runs in the child
        number = connection_id(wrapper)
        os.write(writing, str(number).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert int(os.read(reading, 20)) != parents
    assert connection_id(wrapper) == parents


def test_password_of_its_own_per_tenant_over_one_connection(wrap: Wrap, server: MariaDB) -> None:
    for name in ("alpha", "beta"):
        server.execute(f"CREATE OR REPLACE USER 'of_{name}'@'%' IDENTIFIED BY 'secret-{name}'")
        server.execute(f"GRANT SELECT ON `{name}`.* TO 'of_{name}'@'%'")
    first, second = (
        wrap(name, reset="select_db", changed={"USER": f"of_{name}", "PASSWORD": f"secret-{name}"})
        for name in ("alpha", "beta")
    )
    assert ask(first, "SELECT CURRENT_USER()") == "of_alpha@%"
    used = connection_id(first)
    assert ask(second, "SELECT CURRENT_USER()") == "of_beta@%"
    with pytest.raises(OperationalError, match="denied"):
        run(second, "USE alpha")
    second.close_if_unusable_or_obsolete()
    assert connection_id(first) == used


def test_without_pool_option_it_is_djangos_backend(server: MariaDB) -> None:
    from poseidon.tenancy.backends.mysql.base import DatabaseWrapper
    from tests.tenancy.backends.conftest import settings_for

    wrapper = DatabaseWrapper(settings_for(server, "alpha", None), "ALPHA")
    first = connection_id(wrapper)
    assert connection_id(wrapper) != first
    assert open_connections() == {} or set(open_connections().values()) == {0}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"pool_size": 3}, "pool_size"),
        ({"reset": "none"}, "change_user"),
        ({"size": 0}, "at least 1"),
        ({"recycle": 0}, "recycle"),
    ],
)
def test_wrong_option_is_named(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=told):
        read_pool_options(given)


def test_server_facts_are_asked_once_a_server(wrap: Wrap) -> None:
    first, second = wrap("alpha"), wrap("beta")
    assert first.mysql_version == second.mysql_version
    assert first.mysql_server_data is second.mysql_server_data


def test_atomic_commits_and_gives_back_a_clean_connection(wrap: Wrap, server: MariaDB) -> None:
    from django.db import connections

    wrapper = wrap("alpha")
    connections["POOLED"] = wrapper
    try:
        with transaction.atomic(using="POOLED"):
            run(wrapper, "INSERT INTO whoami VALUES ('kept')")
        with transaction.atomic(using="POOLED"):
            run(wrapper, "INSERT INTO whoami VALUES ('undone')")
            transaction.set_rollback(True, using="POOLED")
    finally:
        del connections["POOLED"]
    wrapper.close()
    assert ask(wrap("beta"), "SELECT @@in_transaction") == 0
    names = {row[0] for row in server.execute("SELECT name FROM alpha.whoami")}
    assert "kept" in names
    assert "undone" not in names
    server.execute("DELETE FROM alpha.whoami WHERE name = 'kept'")


def test_idle_time_is_trusted_only_for_a_moment(wrap: Wrap, server: MariaDB) -> None:
    wrapper = wrap("alpha")
    dead = connection_id(wrapper)
    server.execute(f"KILL {dead}")
    time.sleep(0.3)
    assert connection_id(wrapper) != dead


def test_idle_connection_past_its_age_is_not_handed_out(wrap: Wrap) -> None:
    wrapper = wrap("alpha")
    before = connection_id(wrapper)
    (idle,) = wrapper._pool._idle  # type: ignore[union-attr]
    idle.born -= wrapper.pool_options.recycle  # type: ignore[union-attr]
    assert connection_id(wrapper) != before


def test_wrapper_whose_server_moved_borrows_from_the_new_one(wrap: Wrap, server: MariaDB) -> None:
    wrapper = wrap("alpha")
    assert connection_id(wrapper)
    with MariaDB.start() as elsewhere:
        elsewhere.execute("CREATE DATABASE alpha")
        wrapper.settings_dict.update(PORT=str(elsewhere.port), PASSWORD=elsewhere.root_password)
        assert ask(wrapper, "SELECT @@port") == elsewhere.port
        wrapper.close()


def in_a_child(work: Callable[[], Any]) -> int:
    """Exit status of a child process that does `work`; one that hangs is ended by a signal."""
    child = os.fork()
    if child == 0:  # pragma: no cover - runs in the child
        signal.alarm(10)
        try:
            work()
        except BaseException:  # noqa: BLE001 - the child must end here
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def test_child_that_closes_its_wrapper_leaves_the_parents_connection_alone(wrap: Wrap) -> None:
    wrapper = wrap("alpha")
    before = ask(wrapper, "SELECT CONNECTION_ID()")

    def close_in_transaction() -> None:  # which ends the connection instead of giving it back
        wrapper.in_atomic_block = True
        wrapper.close()

    assert in_a_child(close_in_transaction) == 0
    assert ask(wrapper, "SELECT CONNECTION_ID()") == before


def test_child_does_not_wait_for_a_thread_of_its_parent(wrap: Wrap) -> None:
    wrapper = wrap("alpha")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with pool._lock:
            held.set()
            done.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    try:
        assert in_a_child(lambda: connection_id(wrapper)) == 0
    finally:
        done.set()
        thread.join()


def test_with_select_db_a_move_takes_no_round_trip_of_its_own(wrap: Wrap) -> None:
    first, second = wrap("alpha", reset="select_db"), wrap("beta", reset="select_db")
    before = _questions(first)
    first.close()
    assert ask(second, "SELECT name FROM whoami") == "beta"
    assert _questions(second) == before + 3  # USE and SELECT in one packet, and this question


def test_the_driver_s_own_cursor_runs_on_the_tenant_too(wrap: Wrap) -> None:
    first, second = wrap("alpha", reset="select_db"), wrap("beta", reset="select_db")
    ask(first, "SELECT 1")
    first.close()
    second.ensure_connection()
    cursor = second.connection.cursor()
    cursor.execute("SELECT name FROM whoami")
    assert cursor.fetchone()[0] == "beta"
    cursor.close()


@pytest.mark.parametrize("reset", ["change_user", "select_db"])
def test_a_missing_schema_runs_nothing_and_the_next_tenant_is_served(wrap: Wrap, reset: str) -> None:
    good, bad = wrap("alpha", reset=reset), wrap("nowhere", reset=reset)
    before = connection_id(good)
    for _ in range(2):
        with pytest.raises(OperationalError, match="1049"):
            run(bad, "INSERT INTO whoami VALUES ('astray')")
        bad.close_if_unusable_or_obsolete()
    assert ask(good, "SELECT COUNT(*) FROM whoami WHERE name = 'astray'") == 0
    if reset == "select_db":
        assert connection_id(good) == before


def test_a_failing_statement_after_a_move_leaves_the_connection_in_step(wrap: Wrap) -> None:
    first, second = wrap("alpha", reset="select_db"), wrap("beta", reset="select_db")
    ask(first, "SELECT 1")
    first.close()
    with pytest.raises(ProgrammingError, match="doesn't exist"):
        run(second, "SELECT * FROM nothing_here")
    assert ask(second, "SELECT name FROM whoami") == "beta"


def test_many_rows_are_written_after_a_move(wrap: Wrap, server: MariaDB) -> None:
    first, second = wrap("alpha", reset="select_db"), wrap("beta", reset="select_db")
    ask(first, "SELECT 1")
    first.close()
    with second.cursor() as cursor:
        cursor.executemany("INSERT INTO whoami VALUES (%s)", [("many",), ("more",)])
        assert cursor.rowcount == 2
    counted = "SELECT COUNT(*) FROM {}.whoami WHERE name IN ('many', 'more')"
    assert server.execute(counted.format("alpha"))[0][0] == 0
    assert server.execute(counted.format("beta"))[0][0] == 2
    server.execute("DELETE FROM beta.whoami WHERE name IN ('many', 'more')")
