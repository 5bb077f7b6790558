"""What the engine counts: numbers that only grow while the process lives, and what it holds now.

Nothing here is by tenant, so that what is shown of it costs the same with one and with ten thousand.
"""

import itertools
import sys
from collections.abc import Mapping
from typing import Final, NamedTuple

from poseidon.commons.config.parsing import REPLICA_SUFFIX
from poseidon.tenancy.registry import family, tenant_of

READ, WRITE = "read", "write"
REACHED, LATE = "reached", "late"
_POOL: Final = "poseidon.tenancy.backends.mysql.pool"


class Meter:
    """`count()` adds one: exact from any number of threads, without a lock, in 30 ns."""

    __slots__ = ("_next", "count")

    def __init__(self) -> None:
        self._next = itertools.count()
        self.count = self._next.__next__

    @property
    def value(self) -> int:
        """How often it was called."""
        return int(repr(self._next)[len("count(") : -1])  # to ask the iterator itself would count


class Measures(NamedTuple):
    """`queries`: by kind of database and read or write. `refusals`: requests that found no place, by what was
    full, `tenant` or `server`. `waits`: for a replica to have what its person wrote, by outcome.
    `open_connections`: by server, of those that tenants share. `unfit`: servers that are left alone now."""

    queries: Mapping[tuple[str, str], int]
    refusals: Mapping[str, int]
    waits: Mapping[str, int]
    open_connections: Mapping[str, int]
    unfit: frozenset[str]


_queries: Final[dict[tuple[str, str], Meter]] = {}
refusals: Final = {"tenant": Meter(), "server": Meter()}
waits: Final = {REACHED: Meter(), LATE: Meter()}


def kind_of(alias: str) -> str:
    """`tenant`, `control`, or the name of another shared database; with ` replica` for those."""
    shared = "control" if family(alias) == "default" else family(alias)
    kind = "tenant" if tenant_of(alias) is not None else shared
    return f"{kind} replica" if alias.endswith(REPLICA_SUFFIX) else kind


def query_meters(alias: str) -> tuple[Meter, Meter]:
    """Where reads and writes on `alias` are counted: with all others of its kind."""
    kind = kind_of(alias)
    return _queries.setdefault((kind, READ), Meter()), _queries.setdefault((kind, WRITE), Meter())


def measures(unfit: Mapping[str, object]) -> Measures:
    """All of it now. `unfit`: the living list of servers that are left alone."""
    pool = sys.modules.get(_POOL)  # imported by the first connection that is shared; it needs the driver
    return Measures(
        {which: meter.value for which, meter in list(_queries.items())},
        {which: meter.value for which, meter in refusals.items()},
        {outcome: meter.value for outcome, meter in waits.items()},
        pool.open_connections() if pool is not None else {},
        frozenset(list(unfit)),
    )
