"""From where a request reads: chosen once for each database, and the primary from the first write on."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from threading import get_ident

from django.db import connections

from poseidon.tenancy.availability import any_unfit, is_usable
from poseidon.tenancy.blocks import explicit_block
from poseidon.tenancy.consistency import positions
from poseidon.tenancy.consistency.staleness import Staleness, level_of, primary_gone, replica_instead
from poseidon.tenancy.registry import family, replica_of

_primary_only: ContextVar[bool] = ContextVar("poseidon_primary_only", default=False)


class Reads:
    """What one request, command or job has chosen and written.

    `choices`: primary alias to the alias that reads use. `written`: primaries written to. `awaited`: primary
    to the position that its replica must have reached, from the person's token. `helped`: whether another
    thread has written for the one that began. `may_be_stale`: whether a replica whose primary is gone may be
    read, however old; `stale`: primaries for which that was done.
    """

    __slots__ = ("_thread", "awaited", "choices", "helped", "may_be_stale", "stale", "written")

    def __init__(self, awaited: dict[str, str], *, may_be_stale: bool = False) -> None:
        self.awaited, self.may_be_stale = awaited, may_be_stale
        self.stale: dict[str, Staleness] = {}
        self.choices: dict[str, str] = {}
        self.written: set[str] = set()
        self.helped, self._thread = False, get_ident()

    def note_write(self, primary: str) -> None:
        """From here on `primary` is read itself, by whatever alias."""
        if get_ident() != self._thread:
            self.helped = True
        if primary in self.written:
            return
        self.written.add(primary)
        for chosen in list(self.choices):  # several aliases may be one database
            if family(chosen) == primary:
                self.choices[chosen] = chosen

    def seen(self, primary: str) -> str | None:
        """The position that whoever goes on from here must see; None if there is nothing to wait for."""
        if primary not in self.written:
            return self.awaited.get(primary)
        if explicit_block(connections[primary]):
            return positions.after_open_transaction()
        return positions.position_after_write(primary, own=not self.helped)

    def choose(self, primary: str) -> str:
        """The replica if it has what the person wrote, else the primary; the same for the whole request."""
        replica = replica_of(primary)
        if (
            replica is None
            or family(primary) in self.written
            or not _may_read(replica)
            or not positions.has_reached(replica, primary, self.awaited.get(primary))
        ):
            replica = primary
        self.choices[primary] = replica
        if self.may_be_stale and primary_gone(primary):
            self.read_stale(primary)
        return self.choices[primary]

    def read_stale(self, primary: str) -> bool:
        """From here on `primary`, which is gone, is read from its replica; whether it may be."""
        if not self.may_be_stale or family(primary) in self.written:
            return False
        replica = replica_instead(primary)
        if replica is None:
            return False
        behind = not positions.has_reached(replica, primary, self.awaited.get(primary))
        self.choices[primary] = replica
        self.stale[primary] = Staleness(level_of(primary, replica), behind)
        return True


_reads: ContextVar[Reads | None] = ContextVar("poseidon_reads", default=None)


@contextmanager
def reads_scope(reads: Reads | None = None) -> Iterator[Reads]:
    """The choices of one request, command or job: new ones, or those of `reads` again.

    Outside any scope each read goes to the replica, whatever was written before.
    """
    reads = reads if reads is not None else Reads({})
    token = enter_reads(reads)
    try:
        yield reads
    finally:
        leave_reads(token)


def enter_reads(reads: Reads) -> Token[Reads | None]:
    """`reads_scope` in two halves, for those who cannot use a `with` block."""
    return _reads.set(reads)


def leave_reads(token: Token[Reads | None]) -> None:
    """Ends what `enter_reads` began."""
    _reads.reset(token)


@contextmanager
def use_primary() -> Iterator[None]:
    """Reads inside the block go to primaries, never to replicas: for code that acts on what it read."""
    token = _primary_only.set(True)
    try:
        yield
    finally:
        _primary_only.reset(token)


def primary_required() -> bool:
    """Whether all reads must go to primaries now, because the code asked for it."""
    return _primary_only.get()


def chosen_replica(primary: str) -> str | None:
    """The replica that reads of `primary` go to now; None where they must go to `primary` itself.

    Part of each query, so it is lean.
    """
    if _primary_only.get():
        return None
    wrapper = connections._connections.by_alias.get(primary)  # type: ignore[attr-defined]
    if wrapper is not None and wrapper.in_atomic_block and explicit_block(wrapper):
        return None
    reads = _reads.get()
    if reads is None:
        replica = replica_of(primary)
        return replica if replica is None or _may_read(replica) else None
    chosen = reads.choices.get(primary) or reads.choose(primary)
    return None if chosen == primary else chosen


def _may_read(replica: str) -> bool:
    return not any_unfit() or is_usable(connections[replica])


def leave_replica(primary: str) -> None:
    """Reads go to the primary for the rest of the request: its replica has just failed."""
    if (reads := _reads.get()) is not None:
        reads.choices[primary] = primary


def note_write(alias: str) -> None:
    """Called before each statement that writes: from here on its database is read from its primary."""
    if (reads := _reads.get()) is not None:
        reads.note_write(family(alias))


def staleness_of(primary: str) -> Staleness | None:
    """What is known of the age of what this request reads of `primary`; None where that is not gone, or this
    request may read nothing old."""
    reads = _reads.get()
    if reads is None:
        return None
    if reads.may_be_stale and primary not in reads.choices and primary_gone(primary):
        reads.choose(primary)
    return reads.stale.get(primary)


def current_reads() -> Reads | None:
    """The choices in force; None outside any scope."""
    return _reads.get()
