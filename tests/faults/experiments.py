"""What is done to a running installation, and what people saw meanwhile: figures, judged by tests and printed
by the benchmark."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.faults.installation import ALPHA, BETA, GAMMA, Installation
from tests.faults.people import Answer, Crowd, Person, percentile
from tests.support.servers import MariaDB

READS = [f"/{tenant}/{page}" for page in ("some", "count", "names") for tenant in (ALPHA, BETA)]
PATIENCE = 30.0
Step = Callable[[Installation], None]

FAULTS: dict[str, tuple[Step, Step]] = {
    "replica killed": (lambda site: site.replica.kill(), lambda site: site.replica.restart()),
    "replica frozen": (lambda site: site.replica.freeze(), lambda site: site.replica.thaw()),
    "replication stopped": (
        lambda site: site.replica.stop_sql_thread(),
        lambda site: site.replica.start_sql_thread(),
    ),
    "link swallows": (lambda site: site.link.black_hole(), lambda site: site.link.heal()),
}
"""What may befall ALPHA's replica, and how it is undone."""


class Pairs(NamedTuple):
    """Of writes, each followed by its author's read; milliseconds."""

    pairs: int
    seen: int
    from_replica: int
    read_p50: float
    read_p99: float


def write_then_read(site: Installation, *, pairs: int, clients: int, tokens: bool = True) -> Pairs:
    """Each of `clients` writes a person into ALPHA and looks at once whether they are there, many times."""
    reads: list[Answer] = []

    def run() -> None:
        person = Person(site.port, carries_token=tokens)
        for number in range(pairs // clients):
            written = person.post(f"/{ALPHA}/write", f"Writer {number}")
            assert written.status == 200, written
            reads.append(person.get(f"/{ALPHA}/person/{written.text}"))

    _in_threads([run] * clients)
    seen = sum(answer.status == 200 for answer in reads)
    from_replica = sum(answer.alias == f"{ALPHA}_RO" for answer in reads)
    return Pairs(len(reads), seen, from_replica, percentile(reads, 0.5), percentile(reads, 0.99))


def _in_threads(work: Sequence[Callable[[], None]]) -> None:
    failures: list[BaseException] = []

    def guarded(function: Callable[[], None]) -> None:
        try:
            function()
        except BaseException as error:  # noqa: BLE001 - raised below
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(function,), daemon=True) for function in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class Fault(NamedTuple):
    """Of reads during a fault of a replica. `trouble`: seconds from the fault to the end of the last slow
    answer; `back`: from its end until the replica is read again; `served`: answers that were asked for and
    came while it lasted, after its first three seconds. p99 in milliseconds: before the fault, in its first
    three seconds, after them, and after its end."""

    reads: int
    failed: list[Answer]
    trouble: float
    back: float
    served: int
    before: float
    first: float
    later: float
    after: float


def replica_fails(site: Installation, fault: str, *, rate: float, calm: float, length: float) -> Fault:
    """People read ALPHA and BETA `calm` seconds, then with the fault `length` seconds, then without it."""
    strike, undo = FAULTS[fault]
    with Crowd(site.port, READS, rate=rate) as crowd:
        crowd.wait_for(_from_replica, patience=PATIENCE)
        started = time.monotonic()
        time.sleep(calm)
        struck = time.monotonic()
        strike(site)
        time.sleep(length)
        undone = time.monotonic()
        undo(site)
        back = crowd.wait_for(_from_replica, patience=PATIENCE)
        returned = time.monotonic()
        time.sleep(calm)
    answers = sorted(crowd.answers, key=lambda answer: answer.due)
    calmly = _due(answers, started, struck)
    slow = max(0.1, percentile(calmly, 0.99) / 1000 * 2)
    ends = [a.due + a.seconds for a in _due(answers, struck - 2, undone) if a.seconds > slow]
    later = _due(answers, struck + 3, undone)
    return Fault(
        reads=len(answers),
        failed=[answer for answer in answers if answer.status != 200],
        trouble=max([struck, *ends]) - struck,
        back=back,
        served=sum(answer.due + answer.seconds < undone for answer in later),
        before=percentile(calmly, 0.99),
        first=percentile(_due(answers, struck, struck + 3), 0.99),
        later=percentile(later, 0.99),
        after=percentile(_due(answers, returned, returned + calm), 0.99),
    )


def _from_replica(answer: Answer) -> bool:
    return answer.alias == f"{ALPHA}_RO"


def _due(answers: Sequence[Answer], start: float, end: float) -> list[Answer]:
    return [answer for answer in answers if start <= answer.due < end]


class Outage(NamedTuple):
    """Of a primary that was killed and came back; seconds, and milliseconds for p99 of another shard's tenant
    before and during the outage."""

    refused: list[Answer]
    slowest_refusal: float
    retry_after: str
    others_failed: list[Answer]
    others_before: float
    others_during: float
    back: float


def primary_dies(site: Installation, *, rate: float, calm: float, length: float) -> Outage:
    """GAMMA is read all the time; the others' primary is killed, they are written to, and it comes back."""
    people = {tenant: Person(site.port) for tenant in (ALPHA, BETA)}
    with Crowd(site.port, [f"/{GAMMA}/{page}" for page in ("some", "count", "names")], rate=rate) as others:
        time.sleep(calm)
        killed = time.monotonic()
        site.shard.primary.kill()
        refused = []
        while time.monotonic() < killed + length:
            refused += [person.post(f"/{tenant}/write", "Nobody") for tenant, person in people.items()]
            time.sleep(1 / rate)
        restarted = time.monotonic()
        site.shard.primary.restart()
        back = _until_written(people) - restarted
    answers = others.answers
    return Outage(
        refused=[answer for answer in refused if answer.status != 503],
        slowest_refusal=max(answer.seconds for answer in refused),
        retry_after=people[ALPHA].retry_after or "5",
        others_failed=[answer for answer in answers if answer.status != 200],
        others_before=percentile(_due(answers, 0, killed), 0.99),
        others_during=percentile(_due(answers, killed, restarted), 0.99),
        back=back,
    )


def _until_written(people: dict[str, Person]) -> float:
    deadline = time.monotonic() + PATIENCE
    for tenant, person in people.items():
        while person.post(f"/{tenant}/write", "Somebody").status != 200:
            assert time.monotonic() < deadline, f"{tenant} is not served again"
            time.sleep(0.02)
    return time.monotonic()


class Rotation(NamedTuple):
    """Of a password that was changed under load; `refused`: connections that the servers of the tenants'
    shard turned away."""

    requests: int
    failed: list[Answer]
    refused: int


def password_rotates(site: Installation, *, rate: float, calm: float, gap: float) -> Rotation:
    """In the parameter store first, `gap` seconds later on one shard, and as much later on the other."""
    servers = [site.shard.primary, *site.shard.replicas]
    paths = [*READS, f"/{GAMMA}/some"]
    with Crowd(site.port, paths, rate=rate) as crowd:
        time.sleep(calm)
        before = [_refusals(server) for server in servers]
        new = f"{site.password}-and-on"
        site.store.put("POSEIDON_DATABASE_PASSWORD", new, kind="SecureString")
        for server in (site.shard.primary, site.main.primary):
            time.sleep(gap)
            site.set_password(new, server)
        time.sleep(calm)
        refused = sum(_refusals(server) for server in servers) - sum(before)
    return Rotation(len(crowd.answers), [a for a in crowd.answers if a.status != 200], refused)


def _refusals(server: MariaDB) -> int:
    return int(server.execute("SHOW GLOBAL STATUS LIKE 'Access_denied_errors'")[0][1])
