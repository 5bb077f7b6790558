"""Which servers are unfit now.

A server that a request found gone, or that its watcher found late, is left at once by everybody in this
process. Watchers are threads, one a server: of each replica in use, and of whatever is gone; no request ever
waits for a probe. A watcher ends when its server is fit and unused.
"""

import logging
import os
import random
import threading
import time
from typing import Any, Final

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.tenancy.availability.endpoints import endpoint_of
from poseidon.tenancy.availability.probe import probe
from poseidon.tenancy.registry import REPLICA_SUFFIX

logger = logging.getLogger(__name__)

UNUSED_AFTER: Final = 30.0
"""Seconds after its last connection in which a fit replica is still watched."""

_unfit: dict[str, str] = {}
_watchers: dict[str, "_Watcher"] = {}
_lock = threading.Lock()


def is_fit(wrapper: BaseDatabaseWrapper) -> bool:
    """Whether the server of `wrapper` is fit, as far as this process knows."""
    return not _unfit or endpoint_of(wrapper) not in _unfit


def unfit_endpoints() -> dict[str, str]:
    """Servers that are left alone now, and why. Read it, do not keep it: it is the living list."""
    return _unfit


def report_lost(wrapper: BaseDatabaseWrapper, why: str) -> None:
    """The server of `wrapper` is gone: leave it until its watcher has seen it again."""
    endpoint = endpoint_of(wrapper)
    _note(endpoint, why)
    _watch(endpoint, wrapper)


def keep_an_eye_on(wrapper: BaseDatabaseWrapper) -> None:
    """The replica of `wrapper` is in use: watch that it lives and is not late."""
    _watch(endpoint_of(wrapper), wrapper)


def _note(endpoint: str, why: str | None) -> None:
    before = _unfit.get(endpoint)
    if why is None and before is not None:
        _unfit.pop(endpoint, None)
        logger.warning("Database server %s is fit again.", endpoint)
    elif why is not None:
        _unfit[endpoint] = why
        if before is None:
            logger.warning("Database server %s is left alone: it %s.", endpoint, why)


def _watch(endpoint: str, wrapper: BaseDatabaseWrapper) -> None:
    watcher = _watchers.get(endpoint)
    if watcher is None or not watcher.is_alive():
        if wrapper.vendor != "mysql":
            return
        with _lock:
            watcher = _watchers.get(endpoint)
            if watcher is None or not watcher.is_alive():
                watcher = _watchers[endpoint] = _Watcher(endpoint, wrapper)
                watcher.start()
    watcher.used = time.monotonic()


class _Watcher(threading.Thread):
    """Probes one server, about every `TENANCY_PROBE_SECONDS`; jittered, so that they fall out of step."""

    def __init__(self, endpoint: str, wrapper: BaseDatabaseWrapper) -> None:
        super().__init__(name=f"watch {endpoint}", daemon=True)
        self.endpoint, self.used = endpoint, time.monotonic()
        self._replica = wrapper.alias.endswith(REPLICA_SUFFIX)
        self._parameters: dict[str, Any] = wrapper.get_connection_params()

    def run(self) -> None:
        """Until the server is fit and nobody has used it for a while."""
        while self.endpoint in _unfit or time.monotonic() - self.used < UNUSED_AFTER:
            time.sleep(settings.TENANCY_PROBE_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
            _note(self.endpoint, probe(self._parameters, replica=self._replica))
            if not self._replica and self.endpoint not in _unfit:
                return


def forget_everything() -> None:
    """After a fork (threads stay with the parent) and between tests."""
    _unfit.clear()
    _watchers.clear()


os.register_at_fork(after_in_child=forget_everything)
