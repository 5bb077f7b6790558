"""Replicas repeat their primary, late or not at all if told so, and come back."""

from collections.abc import Iterator

import MySQLdb
import pytest

from tests.support.fault_proxy import FaultProxy
from tests.support.servers import MariaDB, ReplicationError, Shard

SOON = 0.2
LONG = 20.0


@pytest.fixture(scope="module")
def running_shard() -> Iterator[Shard]:
    with Shard.start(replicas=2) as shard:
        shard.primary.execute("CREATE DATABASE club")
        shard.primary.execute("CREATE TABLE club.members (name varchar(20))")
        yield shard


@pytest.fixture
def shard(running_shard: Shard) -> Iterator[Shard]:
    """The module's shard, with all well and no members."""
    running_shard.primary.execute("DELETE FROM club.members")
    running_shard.catch_up()
    yield running_shard
    for replica in running_shard.replicas:
        replica.delay(0)
    running_shard.catch_up(LONG)


def add(shard: Shard, name: str) -> None:
    shard.primary.execute("INSERT INTO club.members VALUES (%s)", [name])


def members(server: MariaDB) -> list[str]:
    return [name for (name,) in server.execute("SELECT name FROM club.members ORDER BY name")]


def test_every_replica_gets_what_the_primary_writes(shard: Shard) -> None:
    add(shard, "Ada")
    shard.catch_up()
    assert [members(replica) for replica in shard.replicas] == [["Ada"], ["Ada"]]


def test_servers_of_a_shard_are_different_servers(shard: Shard) -> None:
    servers = [shard.primary, *shard.replicas]
    assert len({server.execute("SELECT @@server_id, @@port")[0] for server in servers}) == 3


def test_token_of_a_write_can_be_waited_for_on_a_replica(shard: Shard) -> None:
    connection = shard.primary.connect(database="club")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO members VALUES ('Ada')")
        cursor.execute("SELECT @@last_gtid")
        [token] = cursor.fetchone()
    connection.close()
    assert shard.replicas[0].execute("SELECT MASTER_GTID_WAIT(%s, 10)", [token]) == [(0,)]
    assert members(shard.replicas[0]) == ["Ada"]


def test_application_account_works_everywhere_and_writes_on_the_primary_alone(shard: Shard) -> None:
    account = {"user": shard.user, "password": shard.password, "database": "club"}
    connection = shard.primary.connect(**account)
    connection.cursor().execute("INSERT INTO members VALUES ('Ada')")
    connection.close()
    shard.catch_up()
    for replica in shard.replicas:
        connection = replica.connect(**account)
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM members")
            assert cursor.fetchall() == (("Ada",),)
            cursor.execute("SHOW SLAVE STATUS")
            with pytest.raises(MySQLdb.OperationalError, match="read-only"):
                cursor.execute("INSERT INTO members VALUES ('Bea')")
        connection.close()


def test_delayed_replica_is_late_and_the_other_is_not(shard: Shard) -> None:
    late, quick = shard.replicas
    late.delay(60)
    add(shard, "Ada")
    assert quick.caught_up(LONG)
    assert not late.caught_up(SOON)
    assert (members(late), members(quick)) == ([], ["Ada"])
    late.delay(0)
    assert late.caught_up(LONG)
    assert members(late) == ["Ada"]


@pytest.mark.parametrize("thread", ["sql", "io"])
def test_replica_with_a_stopped_thread_stays_behind_and_says_so(shard: Shard, thread: str) -> None:
    replica = shard.replicas[0]
    getattr(replica, f"stop_{thread}_thread")()
    add(shard, "Ada")
    assert not replica.caught_up(SOON)
    assert replica.status()["Seconds_Behind_Master"] is None
    getattr(replica, f"start_{thread}_thread")()
    assert replica.caught_up(LONG)
    assert members(replica) == ["Ada"]


def test_killed_replica_comes_back_with_what_it_missed(shard: Shard) -> None:
    replica = shard.replicas[0]
    add(shard, "Ada")
    replica.kill()
    add(shard, "Bea")
    replica.restart()
    assert replica.caught_up(LONG)
    assert members(replica) == ["Ada", "Bea"]
    assert replica.execute("SELECT @@read_only") == [(1,)]


def test_killed_primary_comes_back_and_replicas_follow_it_again(shard: Shard) -> None:
    add(shard, "Ada")
    shard.primary.kill()
    shard.primary.restart()
    add(shard, "Bea")
    shard.catch_up(LONG)
    assert [members(replica) for replica in shard.replicas] == [["Ada", "Bea"]] * 2


def test_frozen_replica_answers_nobody_until_it_thaws(shard: Shard) -> None:
    replica = shard.replicas[0]
    replica.freeze()
    with pytest.raises(MySQLdb.OperationalError):
        replica.connect(connect_timeout=1)
    add(shard, "Ada")
    replica.thaw()
    assert replica.caught_up(LONG)


def test_replica_may_follow_through_a_proxy_and_reconnects_when_that_was_cut(shard: Shard) -> None:
    replica = shard.replicas[0]
    with FaultProxy(shard.primary.host, shard.primary.port) as proxy:
        replica.follow(proxy.host, proxy.port)
        assert replica.caught_up(LONG)
        proxy.reset()
        add(shard, "Ada")
        assert not replica.caught_up(SOON)
        proxy.heal()
        assert replica.caught_up(LONG)
        replica.follow(shard.primary.host, shard.primary.port)


def test_replica_that_cannot_go_on_says_why() -> None:
    with Shard.start(replicas=1) as shard:
        [replica] = shard.replicas
        shard.primary.execute("CREATE DATABASE club")
        shard.primary.execute("CREATE TABLE club.members (id int PRIMARY KEY)")
        assert replica.caught_up(LONG)
        replica.execute("INSERT INTO club.members VALUES (1)")  # as the primary is about to do
        shard.primary.execute("INSERT INTO club.members VALUES (1)")
        with pytest.raises(ReplicationError, match="Duplicate entry"):
            replica.caught_up(LONG)


def test_two_shards_share_nothing(shard: Shard) -> None:
    with Shard.start(replicas=1) as other:
        other.primary.execute("CREATE DATABASE only_there")
        other.catch_up()
        assert shard.primary.execute("SHOW DATABASES LIKE 'only_there'") == []
        assert other.replicas[0].execute("SHOW DATABASES LIKE 'only_there'") == [("only_there",)]


def test_stopped_shard_leaves_no_process_behind() -> None:
    shard = Shard.start(replicas=1)
    shard.replicas[0].freeze()
    shard.stop()
    shard.stop()
    assert [server.pid for server in (shard.primary, *shard.replicas)] == [None, None]
