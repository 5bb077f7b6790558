"""People see what they wrote, however late the replica is; and replicas are read where they are not."""

from tests.faults.experiments import write_then_read
from tests.faults.installation import Installation

PAIRS, CLIENTS = 48, 8


def test_without_its_token_a_write_is_not_seen_on_a_late_replica(site: Installation) -> None:
    site.replica.delay(60)
    site.settle()
    told = write_then_read(site, pairs=CLIENTS, clients=CLIENTS, tokens=False)
    assert told.seen == 0


def test_every_writer_sees_their_write_though_the_replica_is_late(site: Installation) -> None:
    site.replica.delay(1)
    told = write_then_read(site, pairs=PAIRS, clients=CLIENTS)
    assert (told.pairs, told.seen) == (PAIRS, PAIRS)


def test_reads_after_writes_come_from_a_replica_that_is_level(site: Installation) -> None:
    told = write_then_read(site, pairs=PAIRS, clients=CLIENTS)
    assert told.seen == PAIRS
    assert told.from_replica >= 0.95 * PAIRS
