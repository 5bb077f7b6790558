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
SETTLES = 1.0
"""Seconds after a server's return in which its replicas and their watchers find it again."""
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
    """Of a primary that was killed and came back, several times; seconds, and milliseconds for percentiles of
    another shard's tenant while all was well and while the primary was away. `samples`: that tenant's answers
    in either time. `old`: pages of the killed primary's tenants that were read from a replica meanwhile."""

    refused: list[Answer]
    slowest_refusal: float
    retry_after: str
    old: list[Answer]
    others_failed: list[Answer]
    samples: tuple[int, int]
    others_p50: tuple[float, float]
    others_p99: tuple[float, float]
    back: float


class _Writers:
    """People who write to both tenants of a shard and read them, `rate` times a second, well or not: so that
    everybody else's machine is asked for the same before an outage and in it."""

    def __init__(self, site: Installation, *, rate: float) -> None:
        self._people = {tenant: Person(site.port) for tenant in (ALPHA, BETA)}
        self._rate = rate

    def go_on(self, seconds: float) -> tuple[list[Answer], list[Answer]]:
        """The answers to what they wrote, and to what they read."""
        begun, written, read = time.monotonic(), list[Answer](), list[Answer]()
        for number in range(int(seconds * self._rate)):
            time.sleep(max(0.0, begun + number / self._rate - time.monotonic()))
            tenant = (ALPHA, BETA)[number % 2]
            written.append(self._people[tenant].post(f"/{tenant}/write", "Somebody"))
            read.append(self._people[tenant].get(f"/{tenant}/some"))
        time.sleep(max(0.0, begun + seconds - time.monotonic()))
        return written, read

    def until_served(self) -> float:
        """The moment at which everybody's writes are taken again."""
        deadline = time.monotonic() + PATIENCE
        for tenant, person in self._people.items():
            while person.post(f"/{tenant}/write", "Somebody").status != 200:
                assert time.monotonic() < deadline, f"{tenant} is not served again"
                time.sleep(0.02)
        return time.monotonic()

    @property
    def retry_after(self) -> str:
        """What the last answer said."""
        return self._people[ALPHA].retry_after


def primary_dies(site: Installation, *, rate: float, length: float, rounds: int = 1) -> Outage:
    """GAMMA is read all the time, and the others' shard is written to; its primary is killed and comes back,
    `rounds` times. Calm and outages take turns, `length` seconds each, so that a machine that slows down does
    so for both; what is between them, the return of the server, belongs to neither."""
    writers, calm, away = (
        _Writers(site, rate=rate / 2),
        list[tuple[float, float]](),
        list[tuple[float, float]](),
    )
    written, read, backs = list[Answer](), list[Answer](), list[float]()
    with Crowd(site.port, [f"/{GAMMA}/{page}" for page in ("some", "count", "names")], rate=rate) as others:
        for _ in range(rounds):
            begun = time.monotonic()
            writers.go_on(length)
            killed = time.monotonic()
            site.shard.primary.kill()
            refused, old = writers.go_on(length)
            retry_after, restarted = writers.retry_after, time.monotonic()
            site.shard.primary.restart()
            backs.append(writers.until_served() - restarted)
            calm.append((begun, killed))
            away.append((killed, restarted))
            written, read = written + refused, read + old
            time.sleep(SETTLES)
    before, during = (_within(others.answers, spans) for spans in (calm, away))
    return Outage(
        refused=[answer for answer in written if answer.status != 503],
        slowest_refusal=max(answer.seconds for answer in written),
        retry_after=retry_after or "5",
        old=read,
        others_failed=[answer for answer in others.answers if answer.status != 200],
        samples=(len(before), len(during)),
        others_p50=(percentile(before, 0.5), percentile(during, 0.5)),
        others_p99=(percentile(before, 0.99), percentile(during, 0.99)),
        back=max(backs),
    )


def _within(answers: Sequence[Answer], spans: Sequence[tuple[float, float]]) -> list[Answer]:
    return [answer for span in spans for answer in _due(answers, *span)]


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
