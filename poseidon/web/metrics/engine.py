"""Carries what the engine counts over to Prometheus: on demand, and every few seconds.

The engine counts in plain numbers, since a statement must cost no more for being counted. Where several
processes show their figures together, each lays its own down where the others find them.
"""

import atexit
import os
import threading
import time
from collections.abc import Mapping
from typing import Final

from prometheus_client import Counter, Gauge, values

from poseidon.tenancy.api import Measures, engine_measures
from poseidon.web.metrics import instruments

SECONDS: Final = 5.0
"""How old the engine's figures of another process may be."""
SERVERS: Final = 100
"""Servers with a label of their own; the rest share one."""
OTHER: Final = "other"


class Carrier:
    """What was carried over so far."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._carried: dict[tuple[str, ...], int] = {}
        self._shown: dict[str, dict[str, None]] = {}
        self._thread_of = 0

    def carry(self) -> None:
        """Brings Prometheus's numbers to where the engine's are now."""
        with self._lock:
            found = engine_measures()
            for (database, does), count in found.queries.items():
                self._add(instruments.QUERIES, count, database, does)
            for full, count in found.refusals.items():
                self._add(instruments.REFUSALS, count, full)
            for outcome, count in found.waits.items():
                self._add(instruments.WAITS, count, outcome)
            self._show(found)

    def keep_carrying(self) -> None:
        """Sees to it that this process lays its figures down now and then; once a process, after its fork."""
        if self._thread_of == os.getpid() or not values.ValueClass._multiprocess:
            return
        with self._lock:
            started, self._thread_of = self._thread_of == os.getpid(), os.getpid()
        if not started:
            threading.Thread(target=self._for_ever, name="metrics", daemon=True).start()
            atexit.register(self.carry)

    def _for_ever(self) -> None:
        while True:
            time.sleep(SECONDS)
            self.carry()

    def _add(self, counter: Counter, count: int, *labels: str) -> None:
        key = (counter._name, *labels)
        counter.labels(*labels).inc(count - self._carried.get(key, 0))
        self._carried[key] = count

    def _show(self, found: Measures) -> None:
        self._set(instruments.CONNECTIONS, found.open_connections)
        self._set(instruments.UNFIT, dict.fromkeys(found.unfit, 1))

    def _set(self, gauge: Gauge, now: Mapping[str, int]) -> None:
        """The numbers of now, and 0 for who was shown before. The first servers keep their labels: one that
        changed hands would tell of two servers as if they were one."""
        shown = self._shown.setdefault(gauge._name, {})
        numbers = dict.fromkeys(shown, 0)
        for server, number in now.items():
            label = server if server in shown or len(shown) < SERVERS else OTHER
            shown[label] = None
            numbers[label] = numbers.get(label, 0) + number
        for label, number in numbers.items():
            gauge.labels(label).set(number)


carrier: Final = Carrier()
