"""Which servers are unfit now.

A server that a request found gone, or that its watcher found late, is left at once by everybody in this
process. Watchers are threads, one a server: of each replica in use, and of whatever is gone; no request ever
waits for a probe. Whoever waits for a server that its watcher finds gone is cut off: at once from a replica,
where a read is asked again of the primary; from a primary once it was silent twice. A watcher ends when its
server is fit and unused.
"""

import logging
import os
import random
import threading
import time
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.commons.config.parsing import REPLICA_SUFFIX
from poseidon.tenancy.availability import links, probe, probe_postgresql
from poseidon.tenancy.availability.endpoints import current_settings, endpoint_of
from poseidon.tenancy.availability.probe import Fault
from poseidon.tenancy.defaults import setting

logger = logging.getLogger(__name__)

PROBES: Final = {"mysql": probe.probe, "postgresql": probe_postgresql.probe}
"""How to ask a server, by vendor. A file, SQLite's, has nobody to ask: it is never left alone."""
UNUSED_AFTER: Final = 30.0
"""Seconds after its last connection in which a fit replica is still watched."""
FORGOTTEN_AFTER: float = 600.0
"""Seconds after which a server that is gone, and that nobody has asked for, is looked for no longer: its
tenants have moved. Who asks for it after all tries to connect."""

_unfit: dict[str, Fault] = {}
_gone_since: dict[str, float] = {}
_answered: dict[str, float] = {}
_level: dict[str, float] = {}
"""By server, Unix time: since when it is gone; when it last answered; up to when a replica has everything."""
_watchers: dict[str, "_Watcher"] = {}
_lock = threading.Lock()


def is_fit(wrapper: BaseDatabaseWrapper) -> bool:
    """Whether the server of `wrapper` is fit, as far as this process knows. Being late is no fault of a
    primary, on whose server a replica alias may be."""
    fault = _fault_of(wrapper)
    return fault is None or (fault.late and not wrapper.alias.endswith(REPLICA_SUFFIX))


def answers(wrapper: BaseDatabaseWrapper) -> bool:
    """Whether the server of `wrapper` may be asked, though what it says may be old."""
    fault = _fault_of(wrapper)
    return fault is None or fault.late


def _fault_of(wrapper: BaseDatabaseWrapper) -> Fault | None:
    if not _unfit or (fault := _unfit.get(endpoint := endpoint_of(wrapper))) is None:
        return None
    _watch(endpoint, wrapper)  # its watcher may have been about to end when it was reported
    return fault


def any_unfit() -> bool:
    """Whether any server is left alone now; asked for each query."""
    return bool(_unfit)


def unfit_endpoints() -> dict[str, str]:
    """Servers that are left alone now, and why."""
    return {endpoint: fault.why for endpoint, fault in list(_unfit.items())}


def note_answer(wrapper: BaseDatabaseWrapper) -> None:
    """The server of `wrapper` has just let somebody in."""
    _answered[endpoint_of(wrapper)] = time.time()


def level_at(replica: BaseDatabaseWrapper, primary: BaseDatabaseWrapper) -> float | None:
    """Unix time up to which `replica` is known to have all that `primary` had; None where nobody can tell.

    By the replica's heartbeat or its lag; where it never told one, when its primary last answered. Lag proves
    nothing about the time after the primary was gone.
    """
    level, gone = _level.get(endpoint_of(replica)), _gone_since.get(endpoint_of(primary))
    if level is None:
        return _answered.get(endpoint_of(primary))
    return level if gone is None or setting("TENANCY_HEARTBEAT") else min(level, gone)


def report_lost(wrapper: BaseDatabaseWrapper, why: str) -> None:
    """The server of `wrapper` is gone: leave it until its watcher has seen it again."""
    endpoint = endpoint_of(wrapper)
    _note(endpoint, Fault(why, gone=True))
    _watch(endpoint, wrapper)


def keep_an_eye_on(wrapper: BaseDatabaseWrapper) -> None:
    """The replica of `wrapper` is in use: watch that it lives and is not late."""
    _watch(endpoint_of(wrapper), wrapper)


def _note(endpoint: str, fault: Fault | None) -> None:
    before = _unfit.get(endpoint)
    if fault is not None and fault.gone:
        _gone_since.setdefault(endpoint, time.time())
    else:
        _gone_since.pop(endpoint, None)
    if fault is None and before is not None:
        _unfit.pop(endpoint, None)
        logger.warning("Database server %s is fit again.", endpoint)
    elif fault is not None:
        _unfit[endpoint] = fault
        if before is None:
            logger.warning("Database server %s is left alone: it %s.", endpoint, fault.why)


def _watch(endpoint: str, wrapper: BaseDatabaseWrapper) -> None:
    watcher = _watchers.get(endpoint)
    if watcher is None or not watcher.is_alive():
        if wrapper.vendor not in PROBES:
            return
        with _lock:
            watcher = _watchers.get(endpoint)
            if watcher is None or not watcher.is_alive():
                watcher = _watchers[endpoint] = _Watcher(endpoint, wrapper)
                watcher.start()
    watcher.used, watcher.alias = time.monotonic(), wrapper.alias


class _Watcher(threading.Thread):
    """Probes one server, about every `TENANCY_PROBE_SECONDS`; jittered, so that they fall out of step."""

    def __init__(self, endpoint: str, wrapper: BaseDatabaseWrapper) -> None:
        super().__init__(name=f"watch {endpoint}", daemon=True)
        self.endpoint, self.used = endpoint, time.monotonic()
        self.alias = wrapper.alias
        self._replica = wrapper.alias.endswith(REPLICA_SUFFIX)
        self._probe = PROBES[wrapper.vendor]
        self._parameters: dict[str, Any] = wrapper.get_connection_params()
        self._silent = 0

    def run(self) -> None:
        """Until the server is fit and nobody has used it for a while."""
        while self._needed():
            time.sleep(setting("TENANCY_PROBE_SECONDS") * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
            try:
                self._look()
            except Exception:  # without its watcher a server would stay unfit for ever
                logger.exception("The watcher of database server %s goes on after an error.", self.endpoint)

    def _needed(self) -> bool:
        unused = time.monotonic() - self.used
        if unused > FORGOTTEN_AFTER and self._in_charge():
            for known in (_unfit, _gone_since):
                known.pop(self.endpoint, None)
        in_use = unused < UNUSED_AFTER or links.any_open(self.endpoint)
        return self._in_charge() and (self.endpoint in _unfit or (self._replica and in_use))

    def _in_charge(self) -> bool:
        return _watchers.get(self.endpoint) is self

    def _look(self) -> None:
        if not self._in_charge():  # all was forgotten while it slept, or, below, while it looked
            return
        told = self._probe({**self._parameters, **self._credentials()}, replica=self._replica)
        if not self._in_charge():
            return
        fault = told if isinstance(told, Fault) else None
        if told is not None and told.level is not None:
            _level[self.endpoint] = told.level
        self._silent = self._silent + 1 if fault is not None and fault.gone else 0
        _note(self.endpoint, fault)
        if self._silent >= (1 if self._replica else 2):
            links.cut(self.endpoint)

    def _credentials(self) -> dict[str, Any]:
        """The watcher's user's as they are now: a password may have been rotated since."""
        now = current_settings(self.alias, for_watcher=True)
        return {} if now is None else {"user": now["USER"], "password": now["PASSWORD"]}


def forget_everything() -> None:
    """After a fork (threads stay with the parent) and between tests; watchers that live end by themselves."""
    global _lock  # noqa: PLW0603 - a thread of the parent may have held it
    _lock = threading.Lock()
    for known in (_unfit, _gone_since, _answered, _level):
        known.clear()
    _watchers.clear()
    links.forget_everything()


os.register_at_fork(after_in_child=forget_everything)
