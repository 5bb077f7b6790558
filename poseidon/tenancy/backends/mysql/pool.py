"""The connections of this process to one server, shared by all tenants that live there.

Written here rather than taken from a library, because of what a general pool does not do: it prefers an
idle connection that already stands on the tenant, and resets one only when it changes tenants or was soiled.
"""

import os
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from MySQLdb import Error as MySQLError

from poseidon.tenancy.backends.mysql.options import PoolOptions
from poseidon.tenancy.backends.mysql.session import Place, Session
from poseidon.tenancy.driver_errors import is_connection_lost
from poseidon.tenancy.errors import ConnectionBudgetError

OpenSession = Callable[[Place], Session]


class Pool:
    """At most `options.cap` sessions, of which at most `options.size` are kept while nobody needs them."""

    def __init__(self, server: str, options: PoolOptions, open_session: OpenSession) -> None:
        self.server, self.options, self._open_session = server, options, open_session
        self._free = threading.Condition()
        self._idle: list[Session] = []  # the longest idle first
        self._open = 0
        self.closed = False
        self.server_data: dict[str, Any] | None = None

    @property
    def open_count(self) -> int:
        """Connections held now, idle and in use."""
        return self._open

    def borrow(self, place: Place, relieve: Callable[[], bool] = lambda: False) -> Session:
        """A healthy session that stands on `place`, for the caller alone until `give_back`.

        `relieve` is called before waiting: it may give back a session that the caller needs no longer.
        ConnectionBudgetError after `options.wait` seconds with all in use; MySQLError if the server refuses.
        """
        while self._must_wait() and relieve():
            pass
        while (session := self._take(place)) is not None:
            if self._made_ready(session, place):
                return session
        try:
            return self._open_session(place)
        except BaseException:
            self._forget_one()
            raise

    def _must_wait(self) -> bool:
        return not self._idle and self._open >= self.options.cap

    def _take(self, place: Place) -> Session | None:
        """An idle session, or None with a place reserved for a new one."""
        deadline = time.monotonic() + self.options.wait
        with self._free:
            while not self._idle:
                if self._open < self.options.cap:
                    self._open += 1
                    return None
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    raise self._over_budget(place.schema)
                self._free.wait(remaining)
            return self._idle.pop(self._best(place))

    def _best(self, place: Place) -> int:
        """Index of an idle session that stands there already, else of the longest idle."""
        for index in range(len(self._idle) - 1, -1, -1):
            if self._idle[index].place == place:
                return index
        return 0

    def _made_ready(self, session: Session, place: Place) -> bool:
        """Whether `session` lives and went to `place`. One that is lost or old is dropped unsaid; what the
        server refuses (no such schema, access denied) is raised, and costs no healthy connection."""
        try:
            if not self._too_old(session) and not session.hung_up():
                session.go_to(place, self.options.reset)
                return True
        except MySQLError as error:
            if not is_connection_lost(error):
                self.give_back(session, broken=session.soiled)
                raise
        except BaseException:
            self._discard(session)
            raise
        self._discard(session)
        return False

    def give_back(self, session: Session, *, broken: bool = False) -> None:
        """Ends the caller's use of `session`; never raises."""
        try:
            if not broken and not self._too_old(session):
                session.tidy()
                self._keep(session)
                return
        except MySQLError:
            pass
        self._discard(session)

    def _keep(self, session: Session) -> None:
        """Among the idle ones again; those beyond `size` that lingered long enough are closed."""
        now = session.idle_since = time.monotonic()
        with self._free:
            self._idle.append(session)
            spare = len(self._idle) if self.closed else len(self._idle) - self.options.size
            late = now - self.options.linger
            spared = [s for s in self._idle[: max(0, spare)] if self.closed or s.idle_since <= late]
            del self._idle[: len(spared)]
            self._free.notify()
        for one in spared:
            self._discard(one)

    def _too_old(self, session: Session) -> bool:
        return time.monotonic() - session.born > self.options.recycle

    def _discard(self, session: Session) -> None:
        session.close()
        self._forget_one()

    def _forget_one(self) -> None:
        with self._free:
            self._open -= 1
            self._free.notify()

    def close(self) -> None:
        """Closes what is idle; what is in use is closed when it comes back."""
        with self._free:
            self.closed, idle, self._idle = True, self._idle, []
        for session in idle:
            self._discard(session)

    def _over_budget(self, schema: str) -> ConnectionBudgetError:
        size, overflow, wait = self.options.size, self.options.max_overflow, self.options.wait
        return ConnectionBudgetError(
            f"All {self.options.cap} connections of this process to {self.server} are in use (pool size "
            f"{size} + max_overflow {overflow}), and none came free for {schema!r} within {wait:g} s. Raise "
            "OPTIONS['pool'] within what the server allows, or use fewer threads a process: each needs one "
            "connection for every database it uses at a time."
        )


_pools: dict[Any, Pool] = {}
_lock = threading.Lock()


def pool_for(key: Any, server: str, options: PoolOptions, open_session: OpenSession) -> Pool:
    """The pool of this process for `key`: whatever tells connections apart, but for schema and user."""
    with _lock:
        pool = _pools.get(key)
        if pool is None or pool.closed:
            pool = _pools[key] = Pool(server, options, open_session)
        return pool


def close_pools() -> None:
    """Closes every pool of this process; the next query opens new connections."""
    with _lock:
        pools = list(_pools.values())
        _pools.clear()
    for pool in pools:
        pool.close()


def open_connections() -> dict[str, int]:
    """Connections held now, by server: for metrics and tests."""
    counts: dict[str, int] = {}
    for pool in list(_pools.values()):
        counts[pool.server] = counts.get(pool.server, 0) + pool.open_count
    return counts


def _leave_to_parent() -> None:
    """A child neither uses its parent's sockets nor says good-bye on them, nor waits for its threads."""
    global _lock  # noqa: PLW0603 - a thread that the child does not have may hold the old one
    _lock = threading.Lock()
    inherited.extend(_pools.values())
    _pools.clear()


inherited: Final[list[Pool | Session]] = []
os.register_at_fork(after_in_child=_leave_to_parent)
