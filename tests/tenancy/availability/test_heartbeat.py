"""Lag measured by a row that pt-heartbeat keeps, which tells what the server's own account does not."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from poseidon.tenancy.api import tenant_context
from poseidon.tenancy.availability import unfit_endpoints
from poseidon.tenancy.availability.probe import Fault, Level, probe
from poseidon.tenancy.consistency import reads_scope
from poseidon.tenancy.fleet.grants import monitor_statement
from tests.tenancy.availability.waiting import until
from tests.tenancy.consistency.estate import ALPHA, REPLICA, Estate
from tests.testapp.models import Author

pytestmark = pytest.mark.mysql
TABLE = "beats.heartbeat"
COLUMNS = "ts varchar(26) NOT NULL, server_id int unsigned NOT NULL PRIMARY KEY, file varchar(255)"


@pytest.fixture
def beating(estate: Estate, settings: Any) -> Iterator[Estate]:
    """The table as pt-heartbeat makes it, and a first beat."""
    settings.TENANCY_HEARTBEAT = TABLE
    estate.primary.execute("CREATE DATABASE beats")
    estate.primary.execute(f"CREATE TABLE {TABLE} ({COLUMNS})")
    beat(estate)
    yield estate
    estate.primary.execute("DROP DATABASE beats")


def beat(estate: Estate, ago: float = 0, *, server: int = 1) -> None:
    """As `pt-heartbeat --utc` writes it, that many seconds ago."""
    moment = time.time() - ago
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1e6):06}"
    estate.primary.execute(f"REPLACE INTO {TABLE} (ts, server_id) VALUES ('{text}', {server})")
    estate.shard.catch_up()


def asked(estate: Estate, **changed: Any) -> Fault | Level | None:
    server = estate.replica
    given = {"host": server.host, "port": server.port, "user": estate.user, "password": estate.password}
    return probe({**given, **changed}, replica=True)


def test_a_replica_is_level_up_to_the_last_beat(beating: Estate) -> None:
    beat(beating, 4)
    told = asked(beating)
    assert isinstance(told, Level)
    assert told.level == pytest.approx(time.time() - 4, abs=1)


def test_a_beat_that_is_too_old_is_seen_where_the_server_itself_says_that_it_is_level(
    beating: Estate, settings: Any
) -> None:
    beat(beating, 60)
    fault = asked(beating)
    assert isinstance(fault, Fault)
    assert (fault.why, fault.late, fault.gone) == ("is 60 s behind", True, False)
    assert fault.level == pytest.approx(time.time() - 60, abs=2)
    settings.TENANCY_HEARTBEAT = ""
    assert isinstance(asked(beating), Level)  # nothing has been written since, as far as it knows


def test_of_several_writers_the_latest_beat_counts(beating: Estate) -> None:
    beat(beating, 3600, server=7)  # a primary of long ago
    beat(beating, 0)
    assert isinstance(asked(beating), Level)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        (f"DELETE FROM {TABLE}", "has no heartbeat"),
        (f"UPDATE {TABLE} SET ts = ''", "has no heartbeat"),
        (f"DROP TABLE {TABLE}", "has no heartbeat that can be read (1146)"),
        (
            f"UPDATE {TABLE} SET ts = UTC_TIMESTAMP() + INTERVAL 1 HOUR",
            "has a heartbeat from the future: is pt-heartbeat run with --utc?",
        ),
    ],
)
def test_without_a_beat_that_can_be_read_a_replica_is_unfit(beating: Estate, sql: str, why: str) -> None:
    beating.primary.execute(sql)
    beating.shard.catch_up()
    assert asked(beating) == Fault(why, gone=False, late=True)


def test_a_setting_that_names_no_table_makes_replicas_unfit_and_reaches_no_server(
    beating: Estate, settings: Any
) -> None:
    settings.TENANCY_HEARTBEAT = "beats.heartbeat; DROP TABLE beats.heartbeat"
    fault = asked(beating)
    assert isinstance(fault, Fault)
    assert "TENANCY_HEARTBEAT is no schema.table" in fault.why


def test_a_user_reads_the_beat_once_it_is_granted(beating: Estate) -> None:
    beating.primary.execute("CREATE OR REPLACE USER guest@'%' IDENTIFIED BY 'guest'")
    beating.shard.catch_up()
    denied = asked(beating, user="guest", password="guest")
    assert isinstance(denied, Fault)
    assert "(1142)" in denied.why
    beating.primary.execute(monitor_statement("guest", "%", heartbeat=TABLE))
    beating.shard.catch_up()
    assert isinstance(asked(beating, user="guest", password="guest"), Level)


def test_reads_leave_a_replica_whose_beats_stop_and_return_with_them(
    beating: Estate, settings: Any, client: Client
) -> None:
    def place() -> str | None:
        with tenant_context(ALPHA), reads_scope():
            return Author.objects.get(pk=1)._state.db

    assert place() == REPLICA
    beat(beating, 60)
    until(lambda: place() == ALPHA)
    assert list(unfit_endpoints()) == [f"{beating.link.host}:{beating.link.port}"]
    beat(beating)
    until(lambda: place() == REPLICA)


def test_where_reader_and_writer_are_one_server_a_beat_that_stops_leaves_nobody_unserved(
    beating: Estate, client: Client
) -> None:
    beating.places[f"{ALPHA}_RO"] = (beating.primary.host, beating.primary.port)
    beat(beating, 60)
    assert client.get(f"/{ALPHA}/read/").status_code == 200
    until(unfit_endpoints)
    assert client.get(f"/{ALPHA}/read/").json()["alias"] == ALPHA
    assert client.post(f"/{ALPHA}/write/Ada/").status_code == 200


def test_an_old_page_is_as_old_as_the_last_beat(beating: Estate, client: Client) -> None:
    beat(beating, 5)
    assert client.get(f"/{ALPHA}/read/").status_code == 200
    beat(beating, 40)
    until(unfit_endpoints)
    beating.primary.kill()
    assert client.post(f"/{ALPHA}/write/Ada/").status_code == 503
    answer = client.get(f"/{ALPHA}/read/")
    told = time.strptime(answer["X-Poseidon-As-Of"], "%Y-%m-%dT%H:%M:%S+00:00")
    assert 38 < time.mktime(time.gmtime()) - time.mktime(told) < 60
    beating.primary.restart()
